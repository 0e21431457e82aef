"""Policy variables: `${aws:username}`, with defaults and the three escapes.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .context import Missing, look_up, spelled
from .request import Request
from .symbol import Symbol
from .wildcard import quoted

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_WITH_DEFAULT = re.compile(r"\s*([^,]*?)\s*,\s*'([^']*)'\s*")
_ESCAPES = {"*": quoted("*"), "?": quoted("?"), "$": "$"}


@dataclass(frozen=True, slots=True)
class Resolved:
    """A text with its variables replaced; `text` is None where one of them has no value.

    What replaces a variable has no wildcard power. A variable over an unknown key becomes an
    open symbol named after the key, and `unsure` names the keys: any of them may be absent.
    """

    text: str | None
    unsure: tuple[str, ...] = ()


def resolve(text: str, request: Request) -> Resolved:
    """The text with each variable replaced by what the request has for it."""
    parts = _split(text)
    if len(parts) == 1:
        return Resolved(text)
    out: list[str] = []
    unsure: list[str] = []
    for at, part in enumerate(parts):
        if at % 2 == 0:
            out.append(part)
            continue
        key, default = _key_and_default(part)
        held = _ESCAPES.get(part) or look_up(request, key)
        if part in _ESCAPES:
            out.append(_ESCAPES[part])
        elif isinstance(held, str):
            out.append(quoted(held))
        elif held is Missing.ABSENT:
            if default is None:
                return Resolved(None)
            out.append(quoted(default))
        else:  # unknown, or a key with many values, which no page gives a meaning here
            many = f"what `{spelled(key)}` stands for where it has many values"
            unsure.append(spelled(key) if held is Missing.UNKNOWN else many)
            out.append(str(Symbol(unsure[-1])))
    return Resolved("".join(out), tuple(unsure))


@lru_cache(maxsize=1 << 14)
def _split(text: str) -> tuple[str, ...]:
    """Literal runs and variables in turn."""
    return tuple(_VARIABLE.split(text)) if "${" in text else (text,)


@lru_cache(maxsize=1 << 12)
def _key_and_default(variable: str) -> tuple[str, str | None]:
    found = _WITH_DEFAULT.fullmatch(variable)
    return (found[1], found[2]) if found else (variable.strip(), None)
