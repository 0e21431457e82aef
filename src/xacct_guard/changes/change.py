"""Change: one thing that a change of an estate makes possible, or takes away."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..iam.compare import CannotTell, Witness
from ..iam.policy import Statement
from ..span import Span


class Direction(StrEnum):
    """Which way access goes."""

    ADDED = "added"
    REMOVED = "removed"


class Kind(StrEnum):
    """What it is that changed, as a reader calls it."""

    PRINCIPAL = "identity"
    RESOURCE = "resource"
    TRUST = "trust"
    ENDPOINT = "endpoint"
    SCP = "service control policies"
    RCP = "resource control policies"
    ORGANIZATION = "organization"


@dataclass(frozen=True, slots=True)
class Thing:
    """What differs between two estates.

    `name` is the ARN of a role or resource, the id of an account; `span` is where it is written, in the newer
    of the estates that have it.
    """

    kind: Kind
    account: str
    name: str
    span: Span | None
    is_new: bool = False
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """Access that is added or removed, with a request as witness; or what keeps us from telling.

    `answer.new` is the decision of the side that allows it: of the new estate where access is added, of the
    old one where it is removed. `cause` is the statement by which they differ, an Allow of the side that
    allows it or a Deny of the other; None where something else differs.
    """

    direction: Direction
    thing: Thing
    answer: Witness | CannotTell
    cause: Statement | None = None

    @property
    def is_certain(self) -> bool:
        """Is there a witness?"""
        return isinstance(self.answer, Witness)


@dataclass(frozen=True, slots=True)
class Changes:
    """All that differs between two estates.

    `things` counts what differs, `unasked` how many further differences of it were not asked about one by one,
    by thing and direction, once there were witnesses enough.
    """

    found: tuple[Change, ...]
    things: tuple[Thing, ...]
    unasked: tuple[tuple[Thing, Direction, int], ...] = ()

    def in_direction(self, direction: Direction, *, certain: bool) -> tuple[Change, ...]:
        """Those that go one way, with a witness or without."""
        return tuple(
            one for one in self.found if one.direction is direction and one.is_certain is certain
        )

    @property
    def may_add(self) -> bool:
        """Is access added, or can nobody tell whether it is?"""
        return any(one.direction is Direction.ADDED for one in self.found)
