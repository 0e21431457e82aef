"""The planted template: eight faults that stand in relations between documents, found, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from xacct_guard.check import Options, check

PLANTED = Path(__file__).parents[1] / "fixtures" / "planted"
FAULTS = {
    1: ("action-on-unfit-resource", 'Resource: "arn:aws:s3:::shared-models-111111111111" # 1'),
    2: ("unknown-action", "s3:GetObjekt # 2"),
    3: ("bucket-grant-without-its-key", "Sid: OwnAccount # 3"),
    4: ("unknown-action", "sagemaker:DescribeModelPackages # 4"),
    5: ("registry-policy-without-versions", "Sid: UseModels # 5"),
    6: ("passrole-without-service-condition", 'Resource: "*" # 6'),
    7: ("alias-in-place-of-a-key-arn", 'alias/models" # 7'),
    8: ("service-let-in-for-anyone", "Sid: Builds # 8"),
}


def found() -> list[tuple[str, int, int]]:
    """The rule of each finding, and the lines it is shown at."""
    report = check((), Options(config=PLANTED / "xacct-guard.yaml")).report
    assert report.failures == ()
    assert all(each.fix for each in report.findings)
    spans = ((each.rule, each.locations[0].span) for each in report.findings)
    return [(rule, at.line or 0, at.end_line or 0) for rule, at in spans]


@pytest.mark.parametrize("number", FAULTS)
def test_each_planted_fault_is_found_where_it_is_with_a_fix(number):
    rule, text = FAULTS[number]
    lines = (PLANTED / "template.yaml").read_text().splitlines()
    (line,) = [at for at, written in enumerate(lines, 1) if text in written]
    assert [each for each in found() if each[0] == rule and each[1] <= line <= each[2]]


def test_nothing_else_is_reported():
    assert len(found()) == len(FAULTS)
