"""The reference systems, made in live accounts and collected: it is said of them what is of the templates."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.collect.collection import content
from xacct_guard.check import Options, check

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


def test_a_finding_says_where_in_the_snapshot_it_is(both):
    _, _, said = both
    places = {str(place.span) for each in said.findings for place in each.locations}
    assert any("snapshot.sqlite: 111111111111/" in place for place in places)
