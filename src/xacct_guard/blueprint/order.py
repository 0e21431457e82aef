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
    begun: Mapping[Done, tuple[Step, ...]] = {frozenset(): ()}
    while further := _further(begun, work, width):
        begun = further
    done = max(begun, key=len)
    stuck = tuple(piece for piece in work.pieces if piece.name not in done)
    return Order(begun[done], stuck)


def _further(
    begun: Mapping[Done, tuple[Step, ...]], work: _Work, width: int
) -> Mapping[Done, tuple[Step, ...]]:
    """One step more: the beginnings that have done most, the first of those that come to the same."""
    if any(len(done) == len(work.pieces) for done in begun):
        return {}
    steps = (
        (done, Step(place, ready))
        for done in begun
        for there in (work.there_after(done),)
        for place in work.places
        if (ready := tuple(work.ready(place, done, there)))
    )
    found: dict[Done, tuple[Step, ...]] = {}
    for done, step in sorted(steps, key=lambda each: -len(each[0]) - len(each[1].pieces)):
        after = done.union(piece.name for piece in step.pieces)
        found.setdefault(after, (*begun[done], step))
        if len(found) == width:
            break
    return found


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
            gone = {piece.name for piece in now}
            left = [piece for piece in left if piece.name not in gone]
