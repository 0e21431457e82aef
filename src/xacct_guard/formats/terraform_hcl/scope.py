"""Scope: where an expression stands, and what it may name there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from ...bounds import Budget
from ...span import Node, Span


class Outside(Protocol):
    """What a module knows beyond the expression itself."""

    @property
    def label(self) -> str:
        """The name of the folder, for people."""

    @property
    def budget(self) -> Budget:
        """How much may still be made."""

    def assume(self, about: str, assumed: str, because: str) -> None:
        """Put down what is taken for granted: about what, what is assumed, why."""

    def named(self, name: str, at: Span) -> Node | None:
        """The value of a first name: `var`, `local`, `aws_iam_role`; None where there is none."""

    def file(self, name: str, arguments: tuple[Node, ...], at: Span) -> Node | None:
        """What a function that reads a file gives; None where that is not known."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands: its module, and the names that only hold here (`each`, a loop's)."""

    outside: Outside
    names: Mapping[str, Node] = field(default_factory=dict)

    def given(self, names: Mapping[str, Node]) -> Scope:
        """The same place, with more names."""
        return Scope(self.outside, {**self.names, **names})
