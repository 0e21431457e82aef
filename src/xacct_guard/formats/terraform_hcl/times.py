"""How often a block is made: `count` and `for_each`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...errors import InputError
from ...iam.symbol import shown
from ...read.hcl.syntax import Block
from ...span import Node, Span
from ...terraform.value import as_text, unknown, unknown_in
from .evaluate import evaluate
from .run import Run
from .scope import Scope
from .steps import pairs

_STEPS = 50  # what an instance costs at least
_MOST = 2000  # instances of one block; more is nobody's intention


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
        yield from _counted(_few(number, counted.span, what, run), what, scope)
    elif over is not None:
        of = run.once(what, "for_each", lambda: evaluate(over, scope))
        yield from _for_each(_few(of, over.span, what, run), f"{what} of {run.label}", scope)
    else:
        yield Time("", scope)


def _few(found: Node, at: Span, what: str, run: Run) -> Node:
    """How often, or over what; a symbol, and a failure, where that is more than anybody means."""
    value, text = found.value, as_text(found) or ""
    number = int(text[:9]) if text.isdecimal() else 0
    if isinstance(value, Mapping | tuple):
        number = len(value)
    if number <= _MOST:
        is_made = number < 2 or run.affords(number * _STEPS, at)
        return found if is_made else unknown(f"times of {what} of {run.label}", at)
    message = f"`{what}` is made more than {_MOST:,} times"
    help = "write fewer: what one block makes beyond that is not looked at"
    run.fail(InputError(message, at=at, help=help))
    return unknown(f"times of {what} of {run.label}", at)


def _counted(number: Node, what: str, scope: Scope) -> Iterator[Time]:
    text = as_text(number) or ""
    at = number.span
    for index in range(int(text)) if text.isdecimal() else ():
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
