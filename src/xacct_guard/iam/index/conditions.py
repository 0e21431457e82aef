"""Conditions, compiled: a test that knows its key, its operator and its values.

Without variables and symbols a condition is a function of what the request holds for its key.
One text under an operator without a set prefix is compared at once; what `condition.holds` says of
anything else is remembered.
"""

from __future__ import annotations

from ..condition import holds, speaks_of_path
from ..conditions import Operator, operators
from ..conditions.bool import is_boolean
from ..context import PRINCIPAL_ARN, Held, Missing, without_value
from ..policy import Condition, Statement
from ..possible import BOUNDED
from ..symbol import START, has_symbol
from ..wildcard import unquoted
from .addresses import inside
from .asked import Asked
from .texts import TextTest, matching, one_of
from .truths import NO, OPEN, YES, Test

_REMEMBERED, _VALUES = 1024, 256


def condition_test(condition: Condition, statement: Statement) -> Test:
    """The test for one condition of a statement; conditions that say the same share one."""
    said = (
        *(condition.operator, condition.key, condition.set_operator, condition.if_exists),
        *(statement.variables, *_texts(condition)),
    )
    test = _tests.get(said)
    if test is None:
        if len(_tests) >= _REMEMBERED:
            _tests.clear()
        test = _tests[said] = _compiled(condition, statement)
    return test


_tests: dict[tuple[object, ...], Test] = {}


def _compiled(condition: Condition, statement: Statement) -> Test:
    """The test; of the statement nothing counts but whether variables work in it."""
    operator = operators()[condition.operator.lower()]
    if not _is_plain(condition, operator, variables=statement.variables):
        return lambda asked: holds(condition, statement, asked.request).truth
    key = condition.key.lower()
    compare = None if condition.set_operator else _comparison(condition, operator)
    asks_path = key == PRINCIPAL_ARN and any(map(speaks_of_path, _texts(condition)))
    is_bounded = key in BOUNDED
    known: dict[Held, int] = {}
    not_given = without_value(key)

    def remember(held: Held, asked: Asked) -> int:
        truth = holds(condition, statement, asked.request).truth
        if len(known) >= _VALUES:
            known.clear()
        known[held] = truth
        return truth

    def test(asked: Asked) -> int:
        held: Held | None = asked.values.get(key)
        if held is None:
            if asks_path and not asked.knows_path:
                return holds(condition, statement, asked.request).truth
            held = not_given(asked.request)
            if held is Missing.UNKNOWN:
                return holds(condition, statement, asked.request).truth if is_bounded else OPEN
        if compare is not None and isinstance(held, str) and START not in held:
            return compare(held)
        truth = known.get(held)
        return remember(held, asked) if truth is None else truth

    return test


def _is_plain(condition: Condition, operator: Operator, *, variables: bool) -> bool:
    """Does the answer hang on nothing but what the request holds for the key?"""
    texts = _texts(condition)
    filled_in = variables and operator.variables and any("${" in text for text in texts)
    return not (filled_in or has_symbol(condition.key) or any(map(has_symbol, texts)))


def _texts(condition: Condition) -> tuple[str, ...]:
    return tuple(written.text for written in condition.values)


def _comparison(condition: Condition, operator: Operator) -> TextTest:
    """The operator's answer for one text, negated where it is."""
    meets = _meets(operator, _texts(condition))
    return (lambda got: YES - meets(got)) if operator.negated else meets


def _meets(operator: Operator, wanted: tuple[str, ...]) -> TextTest:
    if operator.on_presence:
        present = max((operator.compare(text, "false") for text in wanted), default=NO)
        return lambda _: present
    match operator.name.replace("Not", ""):
        case "StringEquals":
            return one_of(map(unquoted, wanted))
        case "StringEqualsIgnoreCase":
            lowered = one_of(unquoted(text.lower()) for text in wanted)
            return lambda got: lowered(got.lower())
        case "StringLike":
            return matching(wanted)
        case "Bool":
            booleans = one_of(text.lower() for text in wanted if is_boolean(text))
            return lambda got: booleans(got.lower())
        case "IpAddress":
            return inside(wanted)
    compare = operator.compare
    return lambda got: max((compare(text, got) for text in wanted), default=NO)
