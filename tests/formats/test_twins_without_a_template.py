"""One system, written as an assembly of the CDK and as loose documents: the same is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from xacct_guard.rule import Tier
from xacct_guard.rule.catalogue import catalogue
from xacct_guard.run import Options, check
from xacct_guard.verdicts import Report

TWINS = Path(__file__).parent / "twins"
Said = tuple[object, ...]
# What others look at, a format may have no word for: how a bucket is kept, what becomes of it.
COMMON = {rule.id for rule in catalogue() if rule.tier is Tier.BASELINE}


def report_of(twin: str) -> Report:
    report = check((TWINS / twin,), Options()).report
    assert report.failures == ()
    return report


def verdicts(report: Report) -> list[Said]:
    return [
        (pipeline.name, pipeline.account, pipeline.region, stage.name, action.name, action.verdict)
        for pipeline in report.pipelines
        for stage in pipeline.stages
        for action in stage.actions
    ]


def hops(report: Report) -> list[Said]:
    """Each request and its answer; the key has another name wherever somebody else made it."""
    return [
        (hop.step, hop.principal, hop.action, hop.verdict, hop.denied_by)
        for pipeline in report.pipelines
        for stage in pipeline.stages
        for action in stage.actions
        for hop in action.hops
    ]


def findings(report: Report) -> list[Said]:
    return sorted(
        (each.rule, each.severity.value, each.confidence.value, each.account or "")
        for each in report.findings
        if each.rule in COMMON
    )


@pytest.fixture(scope="module")
def templates() -> Report:
    return report_of("cloudformation")


@pytest.mark.parametrize("twin", ["cdk_assembly", "document"])
@pytest.mark.parametrize("what", [verdicts, hops, findings])
def test_the_twin_is_judged_as_the_templates_are(templates, twin, what):
    assert what(report_of(twin)) == what(templates)
    assert what(templates)


def test_the_missing_grant_is_the_one_that_stops_the_deployment(templates):
    (broken,) = [hop for hop in hops(templates) if hop[3].endswith("deny")]
    assert broken[2:] == ("kms:Decrypt", "implicit_deny", "resource")
