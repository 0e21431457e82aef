"""One family of condition operators per file. A file exports `OPERATORS`.

Negation is written once per pair; `IfExists`, `ForAllValues:` and `ForAnyValue:` are grammar.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from ... import catalogue
from ..policy import SetOperator
from ..truth import Truth

Comparison = Callable[[str, str], Truth]
"""Does what the request has (second) meet what the policy wants (first)?"""


def _anything(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator: how a single value is compared.

    `variables`: policy variables work in its values; `accepts`: is this a value AWS takes;
    `on_presence`: compares whether the key is absent (`true`, `false`) instead of its value.
    """

    name: str
    compare: Comparison
    negated: bool = False
    variables: bool = False
    accepts: Callable[[str], bool] = _anything
    expects: str = "a text"
    on_presence: bool = False


def pair(
    name: str,
    negation: str,
    compare: Comparison,
    *,
    variables: bool = False,
    accepts: Callable[[str], bool] = _anything,
    expects: str = "a text",
) -> tuple[Operator, Operator]:
    """An operator and its negation."""
    return (
        Operator(name, compare, False, variables, accepts, expects),
        Operator(negation, compare, True, variables, accepts, expects),
    )


@cache
def operators() -> Mapping[str, Operator]:
    """Every operator by its name in lower case."""
    families: tuple[tuple[Operator, ...], ...] = catalogue.entries(__name__, "OPERATORS")
    return {operator.name.lower(): operator for family in families for operator in family}


@dataclass(frozen=True, slots=True)
class ParsedOperator:
    """`ForAnyValue:StringLikeIfExists` is ANY, StringLike, True."""

    operator: Operator
    set_operator: SetOperator | None = None
    if_exists: bool = False


_SETS = {one.value.lower(): one for one in SetOperator}
_WRITTEN = re.compile(r"(?:(?P<set>[^:]*):)?(?P<name>[^:]*?)(?P<if>IfExists)?", re.IGNORECASE)


def parse_operator(written: str) -> ParsedOperator | None:
    """The operator of that name, or None where there is none."""
    found = _WRITTEN.fullmatch(written)
    operator = operators().get(found["name"].lower()) if found else None
    if found is None or operator is None:
        return None
    prefix = found["set"]
    if prefix is not None and prefix.lower() not in _SETS:
        return None
    if operator.on_presence and (found["if"] or prefix is not None):
        return None
    return ParsedOperator(operator, _SETS.get((prefix or "").lower()), found["if"] is not None)
