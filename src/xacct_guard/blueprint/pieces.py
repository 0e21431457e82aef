"""Policies become pieces: what each makes, whom it names, and which names it can only know later."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from ..grants.generate import Generated
from ..graph.access_graph import AccessGraph
from ..iam.arn import Arn
from ..iam.policy import PolicyKind
from ..iam.symbol import has_symbol, symbols_in
from ..services import of_arn
from .account_root import principals_of
from .piece import Piece, Place

_ANY_REGION = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}


def gets_its_name_by_being_made(policy: Generated) -> bool:
    """Is what carries the policy something whose name AWS draws by lot, and nobody knows it yet?"""
    row = of_arn(policy.attached_to)
    return row is not None and row.named_by is None and has_symbol(policy.attached_to)


@dataclass(frozen=True, slots=True)
class Homes:
    """Where things are created: those of a Region there, others in the Region where most of the account is."""

    graph: AccessGraph
    home: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, policies: Iterable[Generated], graph: AccessGraph) -> Homes:
        """The home Region of each account that has policies."""
        policies = tuple(policies)
        counted: dict[str, Counter[str]] = {one.account: Counter() for one in policies}
        held = ((each.account, each.region) for each in graph.resources.values())
        own = ((one.account, _region_in(one.attached_to)) for one in policies)
        pipelines = ((each.account, each.region) for each in graph.pipelines)
        for account, region in (*held, *own, *pipelines):
            if account in counted and region and not has_symbol(region):
                counted[account][region] += 1
        anywhere = _ANY_REGION.get(graph.partition, "us-east-1")
        home = {
            account: min(found, key=lambda region: (-found[region], region), default=anywhere)
            for account, found in counted.items()
        }
        return cls(graph, home)

    def place(self, policy: Generated) -> Place:
        """Where the policy is created."""
        held = self.graph.resources.get(policy.attached_to)
        region = _region_in(policy.attached_to) or (held.region if held else "")
        known = region if region and not has_symbol(region) else self.home[policy.account]
        return Place(policy.account, known)


def _region_in(arn: str) -> str:
    parsed = Arn.parse(arn)
    return parsed.region if parsed else ""


def pieces_of(
    policies: Iterable[Generated],
    homes: Homes,
    *,
    whole: bool,
    besides: Callable[[Generated], str] = lambda _one: "",
) -> tuple[Piece, ...]:
    """A piece for each policy. With `whole`, what carries a policy is made with it where it has to be.

    `besides` is what else has to be written for a policy: names in it have to be known as well.
    """
    policies = tuple(policies)
    roles = {one.attached_to for one in policies if one.kind is PolicyKind.TRUST}
    found: dict[str, Piece] = {}
    for one in policies:
        made = _made(one, whole=whole)
        named = {each for line in one.lines for each in principals_of(line)}
        needs = {str(each) for each in symbols_in(_texts(one) + besides(one))}
        if one.kind is PolicyKind.IDENTITY:
            needs.add(one.attached_to)
        name = f"{one.attached_to} {one.kind} {one.part}"
        while name in found:
            name += "'"
        found[name] = Piece(
            name,
            homes.place(one),
            makes=made,
            principals=frozenset(named & roles),
            needs=frozenset(needs) - made,
            policy=one,
        )
    return tuple(found.values())


def _made(one: Generated, *, whole: bool) -> frozenset[str]:
    if one.kind is PolicyKind.TRUST:
        return frozenset({one.attached_to})
    if whole and gets_its_name_by_being_made(one):
        return frozenset({one.attached_to, *map(str, symbols_in(one.attached_to))})
    return frozenset()


def _texts(one: Generated) -> str:
    """All that the policy says and is attached to, to look for names in."""
    return json.dumps([one.attached_to, one.document], ensure_ascii=False)
