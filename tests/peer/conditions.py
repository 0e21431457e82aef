"""How the peer reads a condition, as far as it differs: worked out from what it answers.

A value under an operator matches (True), does not (False), or is an error (None), which is
"does not match" for a negated operator as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address, ip_network
from operator import eq, ge, gt, le, lt

from xacct_guard.iam.conditions.date import instant
from xacct_guard.iam.context import Missing, look_up
from xacct_guard.iam.pattern import match
from xacct_guard.iam.request import Request
from xacct_guard.iam.truth import Truth
from xacct_guard.iam.wildcard import quoted

from .rewriting import Asked

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "Equals": eq,
    "LessThan": lt,
    "LessThanEquals": le,
    "GreaterThan": gt,
    "GreaterThanEquals": ge,
}


def holds(asked: Asked, request: Request) -> bool:
    """Does the peer find that the condition holds?"""
    held = look_up(request, asked.key)
    if asked.name == "Null":
        absent = isinstance(held, Missing)
        return str(absent).lower() in (one.lower() for one in asked.values)
    sets = asked.operator.set_operator
    if isinstance(held, Missing):
        return sets != "ForAnyValue" and (bool(sets) or asked.operator.if_exists or asked.negated)
    if sets is None:
        return isinstance(held, str) and _compared(asked, held, request)
    each = [_compared(asked, one, request) for one in ((held,) if isinstance(held, str) else held)]
    return all(each) if sets == "ForAllValues" else any(each)


def _compared(asked: Asked, got: str, request: Request) -> bool:
    found = [matches(asked.name, wanted, got, request) for wanted in asked.values]
    return all(one is False for one in found) if asked.negated else True in found


def matches(name: str, wanted: str, got: str, request: Request) -> bool | None:
    """One value of the policy against one of the request, under the positive operator."""
    bare = name.replace("Not", "", 1)
    if bare.startswith("String"):
        return text_matches(bare, wanted, got, request)
    if bare.startswith("Arn"):
        return arn_matches(wanted, got, request)
    if bare == "IpAddress":
        return address_matches(wanted, got)
    if bare.startswith("Date"):
        return _ordered(bare.removeprefix("Date"), date_of(wanted), date_of(got))
    if bare.startswith("Numeric"):
        return _ordered(bare.removeprefix("Numeric"), number_of(wanted), number_of(got))
    return wanted.lower() == got.lower() if bare == "Bool" else wanted == got


def _ordered(comparison: str, wanted: float | None, got: float | None) -> bool | None:
    if wanted is None or got is None:
        return None
    return _COMPARISONS[comparison](got, wanted)


def date_of(text: str) -> float | None:
    """Whole numbers as they stand, dates as milliseconds: the two are then compared."""
    if re.fullmatch("[0-9]+", text):
        return float(text)
    found = instant(text)
    return None if found is None else float(found * 1000)


def number_of(text: str) -> float | None:
    """The number that a text begins with."""
    form = r"-?[0-9]*\.?[0-9]+(e[+-]?[0-9]+)?" if "." in text else r"-?[0-9]+"
    found = re.match(form, text)
    return float(found[0]) if found else None


def text_matches(name: str, wanted: str, got: str, request: Request) -> bool | None:
    """Escapes such as `${*}` are read under StringLike only."""
    resolved = resolve(wanted, request, escapes=name == "StringLike")
    if resolved is None:
        return None
    pattern = resolved if name == "StringLike" else quoted(resolved)
    return match(pattern, got, ignore_case="IgnoreCase" in name) is Truth.YES


def resolve(text: str, request: Request, *, escapes: bool = True) -> str | None:
    """Variables replaced. One without a value is an error, one with an empty value fits nothing."""
    out = []
    for at, part in enumerate(_VARIABLE.split(text)):
        if at % 2 == 0:
            out.append(part)
        elif part in ("*", "?", "$"):
            out.append(quoted(part if escapes else "${" + part + "}"))
        else:
            value = value_of(part, request)
            if value is None:
                return None
            out.append(quoted(value))
    return "".join(out)


FITS_NOTHING = "\x00"


def value_of(variable: str, request: Request) -> str | None:
    """What stands for `key` or `key, 'default'`; an empty value gives way to the default."""
    key, _, default = variable.partition(", ")
    held = look_up(request, key)
    value = held if isinstance(held, str) and held else default.strip("'")
    return value or (FITS_NOTHING if held == "" else None)


def arn_matches(wanted: str, got: str, request: Request) -> bool | None:
    """Split at colons before variables are replaced; four parts and a rest, or an error."""
    parts, values = wanted.split(":"), got.split(":")
    if len(parts) < 5 or len(values) < 5:
        return None
    segments = [*parts[1:5], ":".join(parts[5:])]
    resolved = [resolve(one, request) for one in segments]
    found = [*values[1:5], ":".join(values[5:])]
    if None in resolved:
        return None
    return all(
        match(one or "", value) is Truth.YES for one, value in zip(resolved, found, strict=True)
    )


def address_matches(wanted: str, got: str) -> bool | None:
    """A bare address is compared as text; a range of all of IPv4 holds one address."""
    version = 6 if ":" in got else 4
    wanted_version = 6 if ":" in wanted else 4
    if "/" not in wanted:
        return None if version != wanted_version else wanted == got
    if version != wanted_version:
        return False
    if wanted.endswith("/0") and version == 4:
        return wanted == f"{got}/0"
    return ip_address(got) in ip_network(wanted, strict=False)
