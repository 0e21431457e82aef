"""A report in the formats of the catalogue, told what it may say about the tool and the rules."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .. import report as formats
from ..errors import XacctGuardError
from ..finding import Severity
from ..rendering import rendered as in_format
from ..verdicts import Report
from .output import Sheet
from .settings import Settings

if TYPE_CHECKING:
    from ..drifted import Drifted
    from ..picture import Picture


def rendered(
    report: Report,
    settings: Settings,
    rules: Path | None = None,
    *,
    fail_on: Severity | None = None,
    unknown_fails: bool = False,
    more: Mapping[str, object] | None = None,
    picture: Picture | None = None,
    drift: Drifted | None = None,
) -> Callable[[str, Sheet], str]:
    """The text of this report in any format; a format is told only what it needs.

    `more` are members that are put beside those of the report; `drift` is what a page tells of it.
    """
    now = _now()

    def text_of(format: str, sheet: Sheet) -> str:
        paint, width = sheet
        options = formats.Options(
            paint=paint,
            width=width,
            verbose=settings.verbose,
            quiet=settings.quiet,
            root=Path.cwd(),
            fail_on=fail_on,
            unknown_fails=unknown_fails,
            now=now,
            more=more or {},
            estate=picture,
            drift=drift,
        )
        return in_format(report, format, options, rules)

    return text_of


def _now() -> datetime:
    """When the run is made: now, or when SOURCE_DATE_EPOCH says (reproducible-builds.org)."""
    said = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(said), UTC) if said.isdecimal() else datetime.now(UTC)


def failures_in_words(failures: tuple[XacctGuardError, ...], sheet: Sheet) -> str:
    """What went wrong, each with the place where it is written, as the `full` format has it."""
    paint, width = sheet
    options = formats.Options(paint=paint, width=width, quiet=True)
    return formats.render_named("full").render(Report(failures=failures), options)
