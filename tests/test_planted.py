"""The planted template: eight faults that stand in relations between documents, found, and nothing else."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from xacct_guard.finding import Finding
from xacct_guard.run import Options, check

PLANTED = Path(__file__).parents[1] / "fixtures" / "planted"
FAULTS = {
    1: ("action-on-unfit-resource", 'Resource: "arn:aws:s3:::shared-models-111111111111" # 1'),
    2: ("unknown-action", "s3:GetObjekt # 2"),
    3: ("bucket-grant-without-its-key", "Sid: OwnAccount # 3"),
    4: ("unknown-action", "sagemaker:DescribeModelPackages # 4"),
    5: ("registry-policy-without-versions", 'model-package-group/churn" # 5'),
    6: ("passrole-without-service-condition", 'Resource: "*" # 6'),
    7: ("alias-in-place-of-a-key-arn", 'alias/models" # 7'),
    8: ("service-let-in-for-anyone", "Sid: Builds # 8"),
}


@cache
def findings() -> tuple[Finding, ...]:
    report = check((), Options(config=PLANTED / "xacct-guard.yaml")).report
    assert report.failures == ()
    return report.findings


def is_at(finding: Finding, line: int) -> bool:
    """Is the line part of one of the places of the finding?"""
    spans = (place.span for place in finding.locations)
    return any((at.line or 0) <= line <= (at.end_line or at.line or 0) for at in spans)


@pytest.mark.parametrize("number", FAULTS)
def test_each_planted_fault_is_found_where_it_is_with_a_fix(number):
    rule, text = FAULTS[number]
    lines = (PLANTED / "template.yaml").read_text().splitlines()
    (line,) = [at for at, written in enumerate(lines, 1) if text in written]
    (finding,) = [each for each in findings() if each.rule == rule and is_at(each, line)]
    assert finding.fix


def test_nothing_else_is_reported():
    assert len(findings()) == len(FAULTS)
