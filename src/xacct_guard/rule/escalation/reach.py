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


@fact
def escalations(facts: Facts) -> Mapping[str, tuple[Edge, ...]]:
    """What each role or user that is no administrator can come to hold, by its ARN."""
    estate = estate_of(facts)
    seen = frozenset(
        (hop.step.principal, hop.step.action, hop.step.resource)
        for hop in facts.hops
        if not hop.decision.verdict.denied
    )
    return {
        role.arn: tuple(_until_goal(role, seen, estate))
        for role in facts.graph.roles.values()
        if not estate.is_administrator(role)
    }


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
    onward, start, rest = _onward(facts), edge.start.arn, list[Edge]()
    while not is_goal(edge, estate_of(facts)):
        if not isinstance(edge.end, Role) or edge.end.arn == start or edge.end.arn not in onward:
            return None
        edge = onward[edge.end.arn]
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


@fact
def _onward(facts: Facts) -> Mapping[str, Edge]:
    """From each role from which an administrator can be reached, the first edge of the shortest way."""
    into: dict[str, list[Edge]] = {}
    found: dict[str, Edge] = {}
    for arn, edges in escalations(facts).items():
        for edge in edges:
            if is_goal(edge, estate_of(facts)):
                found.setdefault(arn, edge)
            elif isinstance(edge.end, Role):
                into.setdefault(edge.end.arn, []).append(edge)
    waiting = deque(found)
    while waiting:
        for edge in into.get(waiting.popleft(), ()):
            if edge.start.arn not in found:
                found[edge.start.arn] = edge
                waiting.append(edge.start.arn)
    return found


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
    every = escalations(facts)
    return tuple(way for arn in every if arn not in high for way in _abroad(arn, every))


def _abroad(arn: str, every: Mapping[str, tuple[Edge, ...]]) -> Iterator[Way]:
    """Breadth first, by methods alone, to whoever may assume a role of another account."""
    own = {edge.end.arn for edge in every[arn] if isinstance(edge.end, Role)}
    seen, told = {arn}, set[str]()
    waiting: deque[tuple[tuple[Edge, ...], str]] = deque([((), arn)])
    while waiting and len(seen) < _MANY:
        so_far, here = waiting.popleft()
        for edge in every.get(here, ()):
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
                waiting.append(((*so_far, edge), end.arn))
