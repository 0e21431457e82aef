"""Reach: how far each role of the estate can get, as facts of a run."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ...finding import Asked
from ...graph.model import Role
from ..facts import Facts, fact
from .edge import Administrator, Anybody, Edge
from .edges import edges_of
from .estate import DEPLOYING, Estate
from .method import Takes

_MANY = 64


@dataclass(frozen=True, slots=True)
class Way:
    """One edge after the other, from a role to the most that it can come to hold."""

    edges: tuple[Edge, ...]

    @property
    def start(self) -> Role:
        """Who goes it."""
        return self.edges[0].start

    @property
    def first(self) -> Edge:
        """The edge to take away."""
        return self.edges[0]

    @property
    def last(self) -> Edge:
        """The edge that ends at what is gained."""
        return self.edges[-1]


@fact
def estate_of(facts: Facts) -> Estate:
    """The estate, as those see it who look for what they can take over."""
    return Estate(facts.graph)


def is_administrator(role: Role, facts: Facts) -> bool:
    """Is the role surely allowed everything of IAM in its account?"""
    return estate_of(facts).is_administrator(role)


class _Edges:
    """What each role or user that is no administrator can come to hold, worked out when it is asked for."""

    def __init__(self, facts: Facts) -> None:
        self._estate = estate_of(facts)
        self._seen = frozenset(
            (hop.step.principal, hop.step.action, hop.step.resource)
            for hop in facts.hops
            if not hop.decision.verdict.denied
        )
        self._known: dict[str, tuple[Edge, ...]] = {}

    def of(self, role: Role) -> tuple[Edge, ...]:
        """The edges from a role, wherever in the estate it is; none from an administrator."""
        if role.arn not in self._known:
            is_one = self._estate.is_administrator(role)
            found = () if is_one else tuple(_until_goal(role, self._seen, self._estate))
            self._known[role.arn] = found
        return self._known[role.arn]


@fact
def _edges(facts: Facts) -> _Edges:
    return _Edges(facts)


@fact
def escalations(facts: Facts) -> Mapping[str, tuple[Edge, ...]]:
    """What each role or user that is no administrator can come to hold, by its ARN."""
    every = facts.graph.roles.values()
    own = (role for role in every if not estate_of(facts).is_administrator(role))
    return {role.arn: _edges(facts).of(role) for role in own}


def _until_goal(role: Role, seen: frozenset[Asked], estate: Estate) -> Iterator[Edge]:
    """The edges from a role; who can be an administrator at once need not be asked what else it can be."""
    for found in edges_of(role, estate):
        edge = _with_intent(found, seen)
        yield edge
        if edge.method is not None and not edge.intended and is_goal(edge, estate):
            return


def _with_intent(edge: Edge, seen: frozenset[Asked]) -> Edge:
    """The edge, and whether a pipeline is seen to make its requests: of those with a role, the one on it."""
    if not isinstance(edge.end, Role):
        return edge
    asked = [decision.request for decision in edge.decisions]
    if edge.method is None or edge.method.takes is Takes.PASSED:
        asked = asked[:1]
    return replace(
        edge, intended=all((edge.start.arn, a.action, a.resource) in seen for a in asked)
    )


@fact
def ways_to_administrator(facts: Facts) -> tuple[Way, ...]:
    """For each role that is none, the shortest way to become an administrator that no pipeline goes.

    It begins with a method: who is let in as things are does not come to hold more than was meant.
    """
    found = (_way_from(arn, facts) for arn in escalations(facts))
    return tuple(way for way in found if way is not None)


def _way_from(arn: str, facts: Facts) -> Way | None:
    own = (e for e in escalations(facts)[arn] if e.method is not None and not e.intended)
    ways = (Way((edge, *rest)) for edge in own if (rest := _rest(edge, facts)) is not None)
    return min(ways, key=lambda way: len(way.edges), default=None)


def _rest(edge: Edge, facts: Facts) -> tuple[Edge, ...] | None:
    """What comes after an edge on the shortest way; None where it leads nowhere, or back."""
    start, rest = edge.start.arn, list[Edge]()
    while not is_goal(edge, estate_of(facts)):
        end = edge.end
        onward = _onward(facts).first(end) if isinstance(end, Role) else None
        if onward is None or onward.start.arn == start:
            return None
        edge = onward
        rest.append(edge)
    return tuple(rest)


def is_goal(edge: Edge, estate: Estate) -> bool:
    """Is this an administrator, or anybody whom CloudFormation or IAM can make one?"""
    match edge.end:
        case Administrator():
            return True
        case Anybody(service=service, users=users):
            return not users and service in ("", DEPLOYING)
        case Role():
            return estate.is_administrator(edge.end)


class _Onward:
    """From each role the first edge of the shortest way to an administrator, found when it is asked for."""

    def __init__(self, facts: Facts) -> None:
        self._edges, self._estate = _edges(facts), estate_of(facts)
        self._known: dict[str, Edge | None] = {}

    def first(self, role: Role) -> Edge | None:
        """The first edge; None where no way leads to an administrator."""
        if role.arn not in self._known:
            self._known |= self._searched(role)
        return self._known[role.arn]

    def _searched(self, role: Role) -> dict[str, Edge | None]:
        """Breadth first. A way gives the answer for every role on it, none for all that were looked at."""
        into: dict[str, Edge | None] = {role.arn: None}
        waiting = deque([role])
        while waiting:
            for edge in self._edges.of(waiting.popleft()):
                if is_goal(edge, self._estate):
                    return dict(_along(edge, into))
                if isinstance(edge.end, Role) and edge.end.arn not in into:
                    into[edge.end.arn] = edge
                    waiting.append(edge.end)
        return dict.fromkeys(into)


def _along(last: Edge, into: Mapping[str, Edge | None]) -> Iterator[tuple[str, Edge]]:
    """The edges of a way, each with the role it begins at, from the last to the first."""
    edge: Edge | None = last
    while edge is not None:
        yield edge.start.arn, edge
        edge = into[edge.start.arn]


@fact
def _onward(facts: Facts) -> _Onward:
    return _Onward(facts)


@fact
def _takeovers_of_anybody(facts: Facts) -> tuple[Edge, ...]:
    """One edge for each role that knows no way to an administrator, and each set of others it can take."""
    high = {way.start.arn for way in ways_to_administrator(facts)}
    found: dict[tuple[str, Anybody], Edge] = {}
    for arn, edges in escalations(facts).items():
        for edge in edges if arn not in high else ():
            if isinstance(edge.end, Anybody):
                found.setdefault((arn, edge.end), edge)
    return tuple(found.values())


def takeovers_of_some_service(facts: Facts) -> tuple[Edge, ...]:
    """Who can come to hold whatever role trusts some service, where no administrator among them is known."""
    every = _takeovers_of_anybody(facts)
    return tuple(edge for edge in every if isinstance(edge.end, Anybody) and edge.end.service)


def takeovers_of_users(facts: Facts) -> tuple[Edge, ...]:
    """Who can come to hold any user of the account, where no administrator among them is known."""
    every = _takeovers_of_anybody(facts)
    return tuple(edge for edge in every if isinstance(edge.end, Anybody) and edge.end.users)


def intended_administrators(facts: Facts) -> tuple[Edge, ...]:
    """Where a pipeline is seen to hand work to an administrator."""
    estate = estate_of(facts)
    edges = (edge for those in escalations(facts).values() for edge in those)
    return tuple(e for e in edges if e.method and e.intended and is_goal(e, estate))


@fact
def ways_abroad(facts: Facts) -> tuple[Way, ...]:
    """How roles that are let into another account by nobody can get there through others of their own.

    The last edge is the assumption. Those who can become administrators anyhow are left out: that is said
    of them already.
    """
    high = {way.start.arn for way in ways_to_administrator(facts)}
    others = (role for role in facts.graph.roles.values() if role.arn not in high)
    return tuple(way for role in others for way in _abroad(role, _edges(facts)))


def _abroad(role: Role, edges: _Edges) -> Iterator[Way]:
    """Breadth first, by methods alone, to whoever may assume a role of another account."""
    own = {edge.end.arn for edge in edges.of(role) if isinstance(edge.end, Role)}
    seen, told = {role.arn}, set[str]()
    waiting: deque[tuple[tuple[Edge, ...], Role]] = deque([((), role)])
    while waiting and len(seen) < _MANY:
        so_far, here = waiting.popleft()
        for edge in edges.of(here):
            end = edge.end
            if not isinstance(end, Role):
                continue
            if edge.method is None:
                is_new = so_far and end.account != edge.start.account and end.account not in told
                if is_new and end.arn not in own:
                    told.add(end.account)
                    yield Way((*so_far, edge))
            elif not edge.intended and end.arn not in seen:
                seen.add(end.arn)
                waiting.append(((*so_far, edge), end))
