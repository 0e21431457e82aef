"""The reference systems, made in live accounts and collected: it is said of them what is of the templates."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.collect.collection import content
from tests.refusing import begun, held, refused
from tests.spread.test_narrow import reaching, things
from xacct_guard.model import answer_of
from xacct_guard.run import Options, check, model_of
from xacct_guard.trace import trace

NAMES = [
    pytest.param(
        f"{system}/{version}", marks=[pytest.mark.xdist_group(f"{system}/{version}"), *slow]
    )
    for system in ("three-account-codepipeline", "shared-model-registry")
    for version, slow in (("as-published", [pytest.mark.nightly]), ("corrected", []))
]


@pytest.fixture(scope="module", params=NAMES)
def both(request, audits):
    """What is said of the templates, and of the accounts."""
    audit = audits(request.param)
    audit.system.snapshot = audit.snapshot
    run = check((audit.snapshot,), Options(config=audit.config, packs=("audit",)))
    return audit.system, (audit.outcome, content(audit.snapshot)[1]), run.report


def stages(report):
    return {
        (pipeline.name, stage.name, action.name): action.verdict
        for pipeline in report.pipelines
        for stage in pipeline.stages
        for action in stage.actions
    }


def hops(report):
    """What is asked in each stage, and what comes of it; names that AWS draws are left out."""
    return Counter(
        (stage.name, action.name, hop.action, hop.verdict, hop.denied_by)
        for pipeline in report.pipelines
        for stage in pipeline.stages
        for action in stage.actions
        for hop in action.hops
    )


OF_TEMPLATES = {
    "bucket-deleted-with-its-stack",
    "principal-created-later",
    "region-written-out",
}
"""What only a template can get wrong: how a stack is made and deleted, and what is written in it."""
STAND_IN = "model-approver"
"""A role of which the system tells no trust policy; the server wants one."""


def found(report):
    """The rules that found something, and how severe it is.

    Not how often: what is alike is told once for a file, and a snapshot is one file; a policy document
    that is attached in three accounts is three policies there.
    """
    return {
        (each.rule, each.severity.value, each.kind.value)
        for each in report.findings
        if each.rule not in OF_TEMPLATES and STAND_IN not in each.message
    }


def test_everything_was_collected(both):
    system, (outcome, missing), said = both
    # Of the account that asks, which has nothing to do with it, only the organization is asked.
    assert {row.account for row in missing if row.error != "NotAsked"} == set()
    assert set(system.accounts) <= set(outcome.collected)
    assert not said.failures


def test_every_verdict_is_that_of_the_templates(both):
    system, _, said = both
    assert stages(said) == stages(system.report)
    assert hops(said) == hops(system.report)


def test_the_findings_are_those_of_the_templates(both):
    system, _, said = both
    assert found(said) == found(system.report)


def test_who_may_is_asked_of_a_few_accounts_and_is_what_all_of_them_say(both, tmp_path):
    system, _, _ = both
    (tmp_path / "xacct-guard.yaml").write_text("{}\n")
    options = Options(config=tmp_path / "xacct-guard.yaml")
    whole = model_of((system.snapshot,), options).graph
    for resource, action in things(whole):
        answer, model = answer_of(
            (system.snapshot,), options, (resource,), reaching(resource, action)
        )
        assert len(model.graph.roles) == 0
        assert answer == reaching(resource, action)(whole), (resource, action)


def test_a_finding_says_where_in_the_snapshot_it_is(both):
    _, _, said = both
    places = {str(place.span) for each in said.findings for place in each.locations}
    assert any("snapshot.sqlite: 111111111111/" in place for place in places)


def test_no_rule_begins_to_speak_where_a_kind_was_refused(both, tmp_path):
    system, _, said = both
    options = Options(config=system.snapshot.parent / "xacct-guard.yaml", packs=("audit",))
    beyond = beyond_a_missing_role(model_of((system.snapshot,), options).graph)
    for kind in held(system.snapshot):
        file = refused(system.snapshot, kind, tmp_path)
        after = check((file,), options).report
        new = [
            one
            for one in begun(said, after)
            if not (one.explains and beyond.issuperset(one.explains))
        ]
        assert [f"{each.rule}: {each.message}" for each in new] == [], kind


def beyond_a_missing_role(graph):
    """What is denied in a stage that ends before: seen by itself once nobody knows of the stage."""
    hops = (hop for path in trace(graph) for hop in path.beyond)
    return {hop.asked for hop in hops if hop.decision.verdict.denied}
