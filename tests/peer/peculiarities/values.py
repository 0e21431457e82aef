"""What a single value means: dates, numbers, addresses, ARNs.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import re

from xacct_guard.iam.conditions.date import instant
from xacct_guard.iam.request import Request

from ..conditions import number_of
from ..rewriting import Asked
from .peculiarity import Peculiarity, held_texts, on_conditions

_WHOLE = re.compile("[0-9]+")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def _seconds_as_milliseconds(asked: Asked, request: Request) -> bool:
    """A whole number is compared with the milliseconds of a date; a year is a whole number."""
    both = (*asked.values, *held_texts(asked, request))
    return asked.name.startswith("Date") and any(_WHOLE.fullmatch(one) for one in both)


def _number_in_front(asked: Asked, request: Request) -> bool:
    """Only the digits that a text begins with count."""
    both = (*asked.values, *held_texts(asked, request))
    odd = (one for one in both if not _NUMBER.fullmatch(one) and number_of(one) is not None)
    return asked.name.startswith("Numeric") and any(odd)


def _negated_misfit(asked: Asked, request: Request) -> bool:
    """A value of another type fails a negated operator as well."""
    return asked.negated and any(_is_misfit(asked.name, one) for one in held_texts(asked, request))


def _is_misfit(name: str, value: str) -> bool:
    if name.startswith("Numeric"):
        return number_of(value) is None
    if name.startswith("Date"):
        return instant(value) is None
    return name.startswith("Arn") and value.count(":") < 4


def _other_family(asked: Asked, request: Request) -> bool:
    """A bare address under NotIpAddress fails for an address of the other version."""
    bare = [one for one in asked.values if "/" not in one]
    held = held_texts(asked, request)
    mixed = any((":" in one) != (":" in other) for one in bare for other in held)
    return asked.name == "NotIpAddress" and mixed


def _address_as_text(asked: Asked, request: Request) -> bool:
    """Bare IPv6 addresses are compared as they are written."""
    return asked.name.endswith("IpAddress") and any(
        ":" in one and "/" not in one for one in asked.values
    )


def _all_of_ipv4(asked: Asked, request: Request) -> bool:
    """`0.0.0.0/0` covers no address but its own."""
    return asked.name.endswith("IpAddress") and any(one.endswith(".0/0") for one in asked.values)


def _not_an_arn(asked: Asked, request: Request) -> bool:
    """A pattern with too few parts fails, also when it is negated; a lone `*` is one of them."""
    short = any(one.count(":") < 5 for one in asked.values)
    return asked.name.startswith("Arn") and short and bool(held_texts(asked, request))


FOUND = (
    Peculiarity("PEER-07", on_conditions(_seconds_as_milliseconds)),
    Peculiarity("PEER-08", on_conditions(_number_in_front)),
    Peculiarity("PEER-09", on_conditions(_negated_misfit)),
    Peculiarity("PEER-10", on_conditions(_other_family)),
    Peculiarity("PEER-11", on_conditions(_address_as_text)),
    Peculiarity("PEER-12", on_conditions(_all_of_ipv4)),
    Peculiarity("PEER-13", on_conditions(_not_an_arn)),
)
