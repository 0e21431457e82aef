"""Test: one condition of a statement, the same one wherever it is written."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from ..conditions import Operator, operators
from ..policy import Condition, Statement
from ..request import Request
from ..symbol import has_symbol
from ..variables import resolve
from ..wildcard import unquoted


class Test:
    """A condition and a statement that has it. Equal ones are written alike but for order."""

    __slots__ = ("_hash", "_same", "condition", "key", "operator", "statement")
    __test__ = False  # none of pytest's

    def __init__(self, condition: Condition, statement: Statement) -> None:
        self.condition = condition
        self.statement = statement
        self.key = condition.key.lower()
        self.operator: Operator = operators()[condition.operator.lower()]
        self._same: Hashable = (
            self.operator.name,
            self.key,
            frozenset(self.texts),
            condition.set_operator,
            condition.if_exists,
            statement.variables or not self.has_variables,
        )

        self._hash = hash(self._same)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Test) and self._same == other._same

    def __hash__(self) -> int:
        return self._hash

    @property
    def texts(self) -> tuple[str, ...]:
        """The values the policy wants."""
        return tuple(written.text for written in self.condition.values)

    @property
    def has_variables(self) -> bool:
        """Does a value hold a policy variable?"""
        return any("${" in text for text in self.texts)

    @property
    def reads_variables(self) -> bool:
        """Are variables in its values replaced?"""
        return self.operator.variables and self.statement.variables and self.has_variables

    def spelled_out(self, request: Request) -> Test:
        """The test with what a request has for its variables; itself while that is open.

        Those values are then tried like any other that is written.
        """
        if not self.reads_variables:
            return self
        found = [(one, resolve(one.text, request)) for one in self.condition.values]
        if any(resolved.unsure for _, resolved in found):
            return self
        values = tuple(
            replace(one, text=self._plainly(resolved.text))
            for one, resolved in found
            if resolved.text is not None
        )
        return Test(
            replace(self.condition, values=values), replace(self.statement, variables=False)
        )

    def _plainly(self, text: str) -> str:
        """A text without variables as an operator takes it that does not read wildcards."""
        return (
            text if "Like" in self.operator.name or "Arn" in self.operator.name else unquoted(text)
        )

    @property
    def has_symbols(self) -> bool:
        """Is a value known only after deployment?"""
        return any(map(has_symbol, self.texts))

    def __str__(self) -> str:
        sets = f"{self.condition.set_operator}:" if self.condition.set_operator else ""
        suffix = "IfExists" if self.condition.if_exists else ""
        return f"{sets}{self.operator.name}{suffix} {self.condition.key}"
