"""What an AccessDenied message of AWS says: who asked for what, and which policy refused."""

from __future__ import annotations

import html
import re

from ..errors import ConfigError
from .event import event_in, of_event
from .forms import FORMS
from .message import Denial

__all__ = ["Denial", "read_denial"]

_LONGEST = 100_000
_SHOWN = 60


def read_denial(text: str) -> Denial:
    """What a message says, whatever stands around it. Raises ConfigError where it is none.

    A CloudTrail event (as JSON) is read with the message in it.
    """
    if (event := event_in(text)) is not None:
        message = event.get("errorMessage") or event.get("errorCode")
        if not message:
            raise ConfigError(
                "this event was not refused: it has no `errorCode`",
                help="give the event of the call that failed",
            )
        return of_event(event, _of_form(_on_one_line(str(message))))
    line = _on_one_line(text[:_LONGEST])
    denial = _of_form(line)
    if denial is None:
        shown = f"{line[:_SHOWN]}…" if len(line) > _SHOWN else line
        raise ConfigError(
            f"`{shown}` is no access denied message" if line else "no message was given",
            help="paste what AWS printed, from `User: …` or `An error occurred …` on",
        )
    return denial


def _of_form(line: str) -> Denial | None:
    return next((denial for form in FORMS if (denial := form.read(line))), None)


def _on_one_line(text: str) -> str:
    """Line ends, escapes of JSON and entities of XML taken out."""
    plain = html.unescape(text).replace('\\"', '"').replace("\\n", " ")
    return re.sub(r"\s+", " ", plain).strip()
