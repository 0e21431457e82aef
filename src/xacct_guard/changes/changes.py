"""CHANGES: two estates -> what the change makes possible and takes away, each with a witness."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field

from ..graph.access_graph import AccessGraph
from ..iam.compare import CannotTell, NoNewAccess, Witness
from ..iam.policy import Statement
from ..iam.request import PrincipalKind
from .beside import beside
from .beyond import beyond
from .change import Change, Changes, Direction, Thing
from .in_force import Sides
from .left import with_left, with_unmade
from .questions import Question, questions
from .search import search
from .things import things

MOST = 5
"""Witnesses for one thing and direction; a reader sees of which kinds the access is."""


def changes(old: AccessGraph, new: AccessGraph) -> Changes:
    """What `new` allows and `old` does not, and the other way round.

    Each is confirmed by the engine on both sides. Identity policies that neither estate holds count as allowing
    everything, and so do the resource policies, as far as the account of whoever asks allows it.
    """
    return between(Sides(with_unmade(old, new), with_left(new, old)))


def between(sides: Sides) -> Changes:
    """The same of two estates of which nothing is left behind that they do not tell of."""
    differing = things(sides)
    asked = _Asked()
    found = [
        change
        for thing in differing
        for change in (
            *asked.about(thing, sides, Direction.ADDED),
            *asked.about(thing, sides.turned(), Direction.REMOVED),
        )
    ]
    unknown = tuple(beside(sides))
    differing = (*differing, *(one.thing for one in unknown))
    return Changes((*found, *unknown), differing, tuple(asked.unasked))


@dataclass
class _Asked:
    """What was told already, so that nothing is told twice, and what there was no need to ask."""

    told: set[Hashable] = field(default_factory=set)
    unasked: list[tuple[Thing, Direction, int]] = field(default_factory=list)

    def about(self, thing: Thing, sides: Sides, direction: Direction) -> Iterator[Change]:
        """What goes one way because of a thing."""
        yield from beyond(thing, sides, direction)
        count, waiting = 0, list(questions(thing, sides))
        differing = [one.focus.statement for one in waiting if one.focus.statement]
        while waiting and count < MOST:
            question = waiting.pop(0)
            answer = _answer(question, sides)
            if isinstance(answer, NoNewAccess):
                continue
            cause = question.focus.statement or _cause(answer, differing)
            if self._is_told(direction, answer, thing, cause):
                continue
            count += isinstance(answer, Witness)
            yield Change(direction, thing, answer, cause)
        if waiting:
            self.unasked.append((thing, direction, len(waiting)))

    def _is_told(
        self,
        direction: Direction,
        answer: Witness | CannotTell,
        thing: Thing,
        cause: Statement | None,
    ) -> bool:
        """Was this request told, or this statement of this thing?"""
        keys: set[Hashable] = set()
        if isinstance(answer, Witness):
            asked = answer.request
            keys = {(direction, asked.principal, asked.action, asked.resource)}
            keys |= {(direction, thing, cause.span)} if cause else set()
        else:
            keys = {(direction, answer.construct, answer.span)}
        is_told = not keys.isdisjoint(self.told)
        self.told |= keys
        return is_told


def _cause(answer: Witness | CannotTell, differing: Iterable[Statement]) -> Statement | None:
    """One of the statements that differ, where one decides the witness."""
    if isinstance(answer, CannotTell):
        return None
    both = (*answer.new.outcomes, *answer.old.outcomes)
    deciding = [statement for outcome in both for statement in outcome.deciding]
    return next((one for one in differing if one in deciding), None)


def _answer(question: Question, sides: Sides) -> Witness | CannotTell | NoNewAccess:
    """The first witness, one as it might happen if there is; else what could not be told."""
    unusual: Witness | None = None
    unsure: CannotTell | None = None
    for frame in question.frames:
        found = search(frame, sides)
        if isinstance(found, Witness):
            if found.usual and found.request.principal.kind is not PrincipalKind.FEDERATED_USER:
                return found
            unusual = unusual or found
        if isinstance(found, CannotTell):
            unsure = unsure or found
    return unusual or unsure or NoNewAccess()
