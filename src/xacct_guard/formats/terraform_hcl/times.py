"""How often a block is made: `count` and `for_each`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...iam.symbol import shown
from ...read.hcl.syntax import Block
from ...span import Node
from ...terraform.value import as_text, unknown, unknown_in
from .evaluate import evaluate
from .run import Run
from .scope import Scope
from .steps import pairs

_MOST = 1000  # instances of one block; more is nobody's intention


@dataclass(frozen=True, slots=True)
class Time:
    """One of the times a block is made: its key (`[0]`, `["a"]`), and what `each` and `count` are.

    `doubt` names what must be known to say whether it is made at all.
    """

    key: str
    scope: Scope
    doubt: str | None = None


def times(block: Block, what: str, scope: Scope, run: Run) -> Iterator[Time]:
    """The times a block is made; where nobody knows how often, once, in doubt."""
    counted, over = (block.body.attributes.get(name) for name in ("count", "for_each"))
    if counted is not None:
        number = run.once(what, "count", lambda: evaluate(counted, scope))
        yield from _counted(number, what, scope)
    elif over is not None:
        of = run.once(what, "for_each", lambda: evaluate(over, scope))
        yield from _for_each(of, f"{what} of {run.label}", scope)
    else:
        yield Time("", scope)


def _counted(number: Node, what: str, scope: Scope) -> Iterator[Time]:
    text = as_text(number) or ""
    at = number.span
    for index in range(min(int(text), _MOST)) if text.isdecimal() else ():
        given = Node({"index": Node(index, at)}, at)
        yield Time(f"[{index}]", scope.given({"count": given}))
    if not text.isdecimal():
        given = Node({"index": Node(0, at)}, at)
        yield Time("[0]", scope.given({"count": given}), _doubt(number, "count", what))


def _for_each(of: Node, what: str, scope: Scope) -> Iterator[Time]:
    if unknown_in(of) is not None:
        members = {name: unknown(f"each.{name} of {what}", of.span) for name in ("key", "value")}
        given = Node(members, of.span)
        yield Time("[each.key]", scope.given({"each": given}), _doubt(of, "for_each", what))
        return
    for key, value in pairs(of):
        name = value if isinstance(of.value, tuple) else key
        given = Node({"key": name, "value": value}, of.span)
        yield Time(f'["{shown(as_text(name) or "")}"]', scope.given({"each": given}))


def _doubt(node: Node, argument: str, what: str) -> str:
    symbol = unknown_in(node)
    return symbol.name if symbol else f"{argument} of {what}"
