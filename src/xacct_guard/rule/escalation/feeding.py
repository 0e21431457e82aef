"""Feeding: who may put there what another account executes, and is not seen to be meant to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...graph.model import Resource, Role
from ...iam.arn import Arn
from ...iam.decision import Decision
from ...trace import AccessPath, Hop
from ..facts import Facts, fact
from .reach import estate_of
from .shelf import Shelf

_READ = {"s3:GetObject": "s3:PutObject", "ecr:BatchGetImage": "ecr:PutImage"}
_WRITES = frozenset(_READ.values())


@dataclass(frozen=True, slots=True)
class Feed:
    """An artifact or an image that a role of another account takes, and by what request it is put there."""

    resource: Resource
    arn: str
    action: str
    hop: Hop
    path: AccessPath


@dataclass(frozen=True, slots=True)
class Feeder:
    """A role of the account the thing belongs to that may put it there."""

    role: Role
    feed: Feed
    decisions: tuple[Decision, ...]


@fact
def feeders(facts: Facts) -> tuple[Feeder, ...]:
    """Each role that may change what stages of other accounts execute, though no path has it do so."""
    shelves, estate = _shelves(facts), estate_of(facts)
    meant = {
        (hop.step.principal, held.arn)
        for hop in facts.hops
        if hop.step.action in _WRITES and (held := facts.graph.resource(hop.step.resource))
    }
    found: list[Feeder] = []
    for role in facts.graph.roles.values() if shelves else ():
        if not estate.is_administrator(role):
            found += (f for f in _fed_by(role, shelves, facts) if _pair(f) not in meant)
    return tuple(found)


def _pair(feeder: Feeder) -> tuple[str, str]:
    return feeder.role.arn, feeder.feed.resource.arn


def _fed_by(
    role: Role, shelves: Mapping[tuple[str, str], Shelf[Feed]], facts: Facts
) -> Iterator[Feeder]:
    inquiry = estate_of(facts).inquiry(role)
    for action in sorted(_WRITES):
        shelf = shelves.get((role.account, action))
        for feed in shelf.find(inquiry.entries(action)) if shelf else ():
            decisions = inquiry.may_with_all(action, feed.arn)
            if decisions is not None:
                yield Feeder(role, feed, decisions)


@fact
def _shelves(facts: Facts) -> Mapping[tuple[str, str], Shelf[Feed]]:
    """What others take, by the account it belongs to and the request that puts it there."""
    found: dict[tuple[str, str], dict[str, Feed]] = {}
    for path in facts.paths:
        for hop in path.hops:
            feed = _feed(hop, path, facts)
            if feed is not None:
                own = found.setdefault((feed.resource.account, feed.action), {})
                own.setdefault(feed.resource.arn, feed)
    return {
        key: Shelf(feeds.values(), lambda feed: feed.arn, lambda _: True)
        for key, feeds in found.items()
    }


def _feed(hop: Hop, path: AccessPath, facts: Facts) -> Feed | None:
    """What a hop takes, if it is an artifact or an image, and of another account."""
    step = hop.step
    action = _READ.get(step.action)
    who, held = Arn.parse(step.principal), facts.graph.resource(step.resource)
    if action is None or hop.decision.verdict.denied or who is None or held is None:
        return None
    is_artifact = any(store.bucket == held.name for store in path.pipeline.stores.values())
    if who.account == held.account or not (is_artifact or held.type == "ecr:repository"):
        return None
    if "immutable" in str(held.facts["tags"].text if "tags" in held.facts else "").lower():
        return None
    return Feed(held, step.resource, action, hop, path)
