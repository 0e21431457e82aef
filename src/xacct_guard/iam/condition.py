"""Does a condition hold for a request?

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from __future__ import annotations

from collections.abc import Iterable

from .answer import NO, YES, Answer, answer, doubted, every, some, unknown
from .conditions import Operator, operators
from .context import PRINCIPAL_ARN, Held, Missing, look_up, role_under_some_path, spelled
from .policy import Condition, SetOperator, Statement
from .possible import possible_values
from .request import Request
from .symbol import symbols_in
from .truth import Truth
from .variables import resolve


def conditions_hold(statement: Statement, request: Request) -> Answer:
    """Do all conditions of a statement hold?"""
    return every(holds(condition, statement, request) for condition in statement.conditions)


def holds(condition: Condition, statement: Statement, request: Request) -> Answer:
    """One key under one operator: any of its values may meet it."""
    test = _Test(operators()[condition.operator.lower()], condition, statement, request)
    held = look_up(request, condition.key)
    if held is not Missing.UNKNOWN:
        return _holds_of(held, test)
    each = {_holds_of(one, test) for one in possible_values(condition.key, request)}
    return each.pop() if len(each) == 1 else unknown(*_unknown_key(condition.key))


def _holds_of(held: Held, test: _Test) -> Answer:
    """The same, of what the request has for the key."""
    operator, condition = test.operator, test.condition
    if operator.on_presence:
        return test.meets("true" if held is Missing.ABSENT or held == () else "false")
    if isinstance(held, Missing) or (held == () and condition.set_operator):
        return _without_key(condition, operator)
    if isinstance(held, str):
        return test.set_of((held,)) if condition.set_operator else test.alone(held)
    return test.set_of(held) if condition.set_operator else _list_alone(test, held)


class _Test:
    """One condition's operator and values, ready to be held against a value of the request."""

    __slots__ = ("_elsewhere", "condition", "operator", "request", "variables")

    def __init__(
        self, operator: Operator, condition: Condition, statement: Statement, request: Request
    ) -> None:
        self.operator = operator
        self.condition = condition
        self.request = request
        self.variables = operator.variables and statement.variables
        asks_path = condition.key.lower() == PRINCIPAL_ARN and not operator.on_presence
        self._elsewhere = role_under_some_path(request) if asks_path else None

    def meets(self, got: str) -> Answer:
        """Does the value equal (be like, lie in, ...) one of the policy's values?"""
        said = some(self._meets(written.text, got) for written in self.condition.values)
        return some((said, self._meets_under_path())) if self._elsewhere else said

    def _meets_under_path(self) -> Answer:
        """Would a value that speaks of a path be met, were the role under it?"""
        role = self._elsewhere or ""
        texts = (written.text for written in self.condition.values)
        met = some(self._meets(text, role) for text in texts if speaks_of_path(text))
        path = (one.name for one in symbols_in(role) if one.shape == "*/")
        return NO if met.is_no else unknown(*path)

    def alone(self, got: str) -> Answer:
        """The same, negated where the operator is."""
        return ~self.meets(got) if self.operator.negated else self.meets(got)

    def set_of(self, values: tuple[str, ...]) -> Answer:
        """A list of values under a set operator."""
        each: Iterable[Answer] = map(self.alone, values)
        if self.condition.set_operator is SetOperator.ANY:
            found = some(each)
            return doubted(found, _EMPTY) if not any(values) else found
        if values and not any(values):
            return unknown(_EMPTY)
        return every(each)

    def _meets(self, wanted: str, got: str) -> Answer:
        unsure: tuple[str, ...] = ()
        if self.variables and "${" in wanted:
            resolved = resolve(wanted, self.request)
            if resolved.text is None:
                return NO
            wanted, unsure = resolved.text, resolved.unsure
        truth = self.operator.compare(wanted, got)
        if unsure and truth is Truth.YES:
            truth = Truth.UNKNOWN
        if truth is not Truth.UNKNOWN:
            return answer(truth)
        names = (symbol.name for symbol in (*symbols_in(wanted), *symbols_in(got)))
        return unknown(*unsure, *names, *_doubts(wanted, unsure, got))


_EMPTY = "what a set operator makes of empty strings"


def _doubts(wanted: str, unsure: tuple[str, ...], got: str) -> tuple[str, ...]:
    if unsure or symbols_in(wanted) or symbols_in(got):
        return ()
    return (f"what AWS makes of `{wanted}` as an ARN",)


def speaks_of_path(text: str) -> bool:
    """Does a value for `aws:PrincipalArn` say under which path the role is?"""
    return "/" in text.rpartition(":role/")[2]


def _unknown_key(key: str) -> tuple[str, ...]:
    return tuple(symbol.name for symbol in symbols_in(key)) or (spelled(key),)


def _without_key(condition: Condition, operator: Operator) -> Answer:
    """A key that is not there: positive operators fail, negated ones hold."""
    if condition.set_operator is SetOperator.ANY:
        doubt = "what ForAnyValue with IfExists makes of an absent key"
        return unknown(doubt) if condition.if_exists else NO
    if condition.if_exists or condition.set_operator is SetOperator.ALL or operator.negated:
        return YES
    return NO


def _list_alone(test: _Test, values: tuple[str, ...]) -> Answer:
    """A key with a list of values and no set operator, of which AWS says nothing.

    A positive operator does not hold over several values; all else is left open.
    """
    doubt = f"what `{test.operator.name}` makes of a list without a set operator"
    if test.operator.negated:
        return unknown(doubt)
    if not values:
        return unknown(doubt) if test.condition.if_exists else NO
    return doubted(test.alone(values[0]), doubt) if len(values) == 1 else NO
