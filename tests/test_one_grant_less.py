"""Take any one grant away from the corrected system: exactly the hops that need it are denied."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.other_policies import without
from xacct_guard.iam.policy import Effect, PolicyKind, Statement
from xacct_guard.iam.truth import Truth
from xacct_guard.rule import Facts
from xacct_guard.rule.catalogue import catalogue
from xacct_guard.rule.judge import judge
from xacct_guard.run import Model, Options, model_of
from xacct_guard.trace import Hop, trace

SYSTEM = Path(__file__).parents[1] / "fixtures/systems/three-account-codepipeline/corrected"
MODEL: Model = model_of((SYSTEM,), Options())
FACTS = Facts(MODEL.graph, MODEL.paths)
GRANTS = [statement for _, statement in FACTS.statements if statement.effect is Effect.ALLOW]
RULES = {rule.id: rule for rule in catalogue()}
GRANTING = (PolicyKind.IDENTITY, PolicyKind.RESOURCE, PolicyKind.TRUST)


def key(hop: Hop) -> tuple[str, str, str]:
    return hop.step.principal, hop.step.action, hop.step.resource


def needs(hop: Hop, grant: Statement) -> bool:
    """Is the grant the only one on a side that must say yes?"""
    givers = [o for o in hop.decision.outcomes if o.kind in GRANTING and o.allows is not Truth.NO]
    mine = [o for o in givers if grant in o.deciding]
    alone = bool(mine) and all(o.deciding == (grant,) for o in mine)
    request = hop.decision.request
    abroad = request.principal.account not in (None, request.resource_account)
    return alone and (abroad or len(givers) == len(mine))


def denied(paths) -> set[tuple[str, str, str]]:
    hops = (hop for path in paths for hop in (*path.hops, *path.optional))
    return {key(hop) for hop in hops if hop.decision.verdict.denied}


BEFORE = denied(MODEL.paths)  # optional ones: what is refused already stops nothing


@pytest.mark.parametrize("grant", GRANTS, ids=lambda s: f"{s.policy}-{s.sid or s.index}")
def test_exactly_the_hops_that_need_it_are_denied_and_the_finding_names_the_place(grant):
    hops = [hop for path in MODEL.paths for hop in (*path.hops, *path.optional)]
    expected = {key(hop) for hop in hops if needs(hop, grant)}
    graph = without(MODEL.graph, grant)
    paths = trace(graph)
    assert denied(paths) - BEFORE == expected
    if not expected:
        unneeded, _ = judge(FACTS, [RULES["unneeded-statement"]])
        is_kept = grant.sid == "AccountAdministersTheKey"  # without it nobody could manage the key
        assert (grant.span in {finding.locations[0].span for finding in unneeded}) is not is_kept
        return
    breaking = {key(hop) for path in paths for hop in path.hops if hop.decision.verdict.denied}
    findings, crashed = judge(Facts(graph, paths), [RULES["stage-denied"]])
    assert crashed == ()
    assert {asked for finding in findings for asked in finding.explains} == breaking
    for finding in findings:
        assert finding.locations[0].span.source == grant.span.source
        assert finding.locations[0].span.route[:2] in (grant.span.route[:2], target(grant))


def target(grant: Statement) -> tuple[str | int, ...]:
    """The resource that a policy of its own kind (a bucket policy) belongs to."""
    return ("Resources", "ArtifactBucketPolicy") if "Bucket" in grant.policy else ()


def test_the_system_as_it_is_denies_nothing_that_matters():
    hops = [hop for path in MODEL.paths for hop in path.hops]
    assert [key(hop) for hop in hops if hop.decision.verdict.denied] == []
