"""ORDER: what can be created when, and in as few steps as can be found.

AWS refuses a policy that names a role as principal which does not exist (IAM user guide,
reference_policies_elements_principal.html: "Invalid principal"); within one step it is the format that
creates what others wait for before them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from .piece import Piece, Place

_FEW_PLACES = 8
_WIDE, _NARROW = 64, 4
"""How many beginnings of an order are followed at once, in few places and in many."""

Done = frozenset[str]


@dataclass(frozen=True, slots=True)
class Step:
    """What is created in one place at one time, in an order in which nothing waits for what comes after."""

    place: Place
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """The steps, one after the other; `stuck` are pieces that wait for each other, in none of them."""

    steps: tuple[Step, ...]
    stuck: tuple[Piece, ...] = ()


def ordered(pieces: Iterable[Piece]) -> Order:
    """The pieces in steps, each of which needs only what was made before it."""
    work = _Work(tuple(pieces))
    width = _WIDE if len(work.places) <= _FEW_PLACES else _NARROW
    begun: dict[Done, tuple[Step, ...]] = {frozenset(): ()}
    while True:
        further = _further(begun, work)
        if not further:
            break
        most = sorted(further, key=lambda done: (-len(done), _steps_key(further[done])))
        begun = {done: further[done] for done in most[:width]}
        if len(most[0]) == len(work.pieces):
            break
    done = max(begun, key=len)
    stuck = tuple(piece for piece in work.pieces if piece.name not in done)
    return Order(begun[done], stuck)


def _further(begun: Mapping[Done, tuple[Step, ...]], work: _Work) -> dict[Done, tuple[Step, ...]]:
    """Each beginning with one step more; the first of those that come to the same."""
    found: dict[Done, tuple[Step, ...]] = {}
    for done, steps in begun.items():
        there = work.there_after(done)
        for place in work.places:
            ready = tuple(work.ready(place, done, there))
            if ready:
                after = done | {piece.name for piece in ready}
                found.setdefault(after, (*steps, Step(place, ready)))
    return found


def _steps_key(steps: tuple[Step, ...]) -> tuple[Place, ...]:
    return tuple(step.place for step in steps)


@dataclass(frozen=True)
class _Work:
    """All that is to be created."""

    pieces: tuple[Piece, ...]

    @cached_property
    def places(self) -> Mapping[Place, tuple[Piece, ...]]:
        found: dict[Place, list[Piece]] = {}
        for piece in sorted(self.pieces, key=lambda one: one.place):
            found.setdefault(piece.place, []).append(piece)
        return {place: tuple(those) for place, those in found.items()}

    @cached_property
    def waited_for(self) -> Mapping[str, frozenset[str]]:
        """What each piece waits for, of what somebody here makes; a piece does not wait for itself alone."""
        made = {what for piece in self.pieces for what in piece.makes}
        return {piece.name: piece.waits_for & made for piece in self.pieces}

    def there_after(self, done: Done) -> frozenset[str]:
        """What these pieces have made."""
        return frozenset(
            what for piece in self.pieces if piece.name in done for what in piece.makes
        )

    def ready(self, place: Place, done: Done, there: frozenset[str]) -> Iterator[Piece]:
        """The pieces of a place that can be created now, one after the other."""
        left = [piece for piece in self.places[place] if piece.name not in done]
        have = set(there)
        while left:
            now = [piece for piece in left if self.waited_for[piece.name] <= have]
            if not now:
                return
            yield from now
            have.update(what for piece in now for what in piece.makes)
            left = [piece for piece in left if piece not in now]
