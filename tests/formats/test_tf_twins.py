"""One scenario in every format: the verdicts and the findings are the same."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from xacct_guard.finding import Finding
from xacct_guard.run import Options, check
from xacct_guard.verdicts import Report

TWINS = Path(__file__).parent / "twins"
EXPECTED = yaml.safe_load((TWINS / "expectations.yaml").read_text())
FORMATS = sorted(each.name for each in TWINS.iterdir() if each.is_dir())
RULES = tuple(dict.fromkeys(rule for rule, _ in EXPECTED["findings"]))
each_format = pytest.mark.parametrize("name", FORMATS)


def report_of(name: str) -> Report:
    return check((TWINS / name,), Options(select=RULES)).report


def resource_of(finding: Finding) -> str:
    """The resource that a finding is about, by the name that the scenario has for it."""
    span = finding.locations[0].span
    path = f"{Path(span.source.name).name}: {span.path}"
    for resource, names in EXPECTED["called"].items():
        if any(called in path for called in names):
            return resource
    return path


@each_format
def test_each_format_is_read_without_a_failure(name):
    assert report_of(name).failures == ()


@each_format
def test_each_format_gives_the_same_verdicts(name):
    assert {
        pipeline.name: {
            stage.name: {action.name: str(action.verdict) for action in stage.actions}
            for stage in pipeline.stages
        }
        for pipeline in report_of(name).pipelines
    } == EXPECTED["pipelines"]


@each_format
def test_each_format_gives_the_same_findings_about_the_same_resources(name):
    found = Counter((each.rule, resource_of(each)) for each in report_of(name).findings)
    assert found == Counter(map(tuple, EXPECTED["findings"]))


@each_format
def test_each_format_refuses_the_same_request_for_the_same_reason(name):
    refused = [
        [stage.name, hop.action, str(hop.denied_by)]
        for pipeline in report_of(name).pipelines
        for stage in pipeline.stages
        for action in stage.actions
        for hop in action.hops
        if hop.verdict != "allow"
    ]
    assert refused == EXPECTED["refused"]


def test_all_formats_make_the_same_requests_in_the_same_order():
    made = {
        name: [
            (stage.name, hop.step, hop.action)
            for pipeline in report_of(name).pipelines
            for stage in pipeline.stages
            for action in stage.actions
            for hop in action.hops
        ]
        for name in FORMATS
    }
    assert len({str(requests) for requests in made.values()}) == 1
