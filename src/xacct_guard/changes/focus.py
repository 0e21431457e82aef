"""Focus: the requests that one difference between two sets of statements may be about.

A request that is allowed anew is so by an Allow that is new, or because a Deny is gone, or since something
around the statements differs. Whoever asks about each of these has asked about everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..iam.policy import Effect, Policy, Statement
from ..iam.symbol import has_symbol, symbols_in
from .shape import shape

ANYTHING = ("*",)
_COLONS = 5


@dataclass(frozen=True, slots=True)
class Focus:
    """Requests for any of `actions` on any of `resources`, both patterns.

    `statement` is the one that differs: an Allow of the side that may allow more, a Deny of the other.
    None: everything, since something else than a statement differs.
    """

    statement: Statement | None = None
    actions: tuple[str, ...] = ANYTHING
    resources: tuple[str, ...] = ANYTHING


EVERYTHING = Focus()


def foci(old: Iterable[Policy], new: Iterable[Policy]) -> tuple[Focus, ...]:
    """What differs so that the new side may allow more than the old one; Allows come first."""
    before, after = tuple(_statements(old)), tuple(_statements(new))
    allows = _only(Effect.ALLOW, after, before)
    denies = _only(Effect.DENY, before, after)
    return tuple(map(_focus, (*allows, *denies)))


def _statements(policies: Iterable[Policy]) -> Iterator[Statement]:
    return (statement for policy in policies for statement in policy.statements)


def _only(
    effect: Effect, here: Iterable[Statement], there: Iterable[Statement]
) -> Iterator[Statement]:
    known = {shape(one) for one in there if one.effect is effect}
    return (one for one in here if one.effect is effect and shape(one) not in known)


def _focus(statement: Statement) -> Focus:
    actions = tuple(one.text for one in statement.actions)
    is_open = not actions or any(map(has_symbol, actions))
    return Focus(statement, ANYTHING if is_open else actions, tuple(_resources(statement)))


def _resources(statement: Statement) -> tuple[str, ...]:
    """The patterns, where every one of them is known as far as it can be."""
    texts = tuple(one.text for one in statement.resources)
    return texts if texts and all(map(_is_plain, texts)) else ANYTHING


def _is_plain(text: str) -> bool:
    """Is it a pattern of which nothing is open? What the estate makes itself is known well enough."""
    is_whole = text == "*" or text.count(":") >= _COLONS
    return is_whole and "${" not in text and all(one.created for one in symbols_in(text))
