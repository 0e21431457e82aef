import json
from copy import deepcopy
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from xacct_guard.finding import Finding, fingerprints
from xacct_guard.report.json import RENDER, schema
from xacct_guard.span import Source, Span
from xacct_guard.verdicts import Report

PROMISED = {
    "": {"version", "tool", "summary", "pipelines", "findings", "assumptions", "failures"},
    "tool": {"name", "version", "iam_reference_date"},
    "summary": {"findings", "suppressed", "stages"},
    "pipelines": {"name", "account", "region", "verdict", "stages"},
    "stages": {"name", "verdict", "actions"},
    "actions": {"name", "provider", "verdict", "hops"},
    "hops": {
        *("step", "principal", "action", "resource", "account", "region", "via", "verdict"),
        *("denied_by", "because", "depends_on", "evidence", "source", "confidence"),
    },
    "evidence": {"file", "line", "column", "route", "says"},
    "findings": {
        *("rule", "kind", "severity", "confidence", "message", "account", "locations", "fix"),
        *("fingerprint", "suppressed"),
    },
    "locations": {"file", "line", "column", "route", "says"},
    "fix": {"safety", "summary", "edits"},
    "edits": {"file", "start", "end", "text"},
    "assumptions": {"about", "assumed", "because"},
    "failures": {"file", "line", "message"},
}


def written(report, options):
    return json.loads(RENDER.render(report, options))


def closed(part):
    """The schema with every object closed: what is written must be described."""
    if isinstance(part, dict):
        inner = {key: closed(value) for key, value in part.items()}
        return {**inner, "additionalProperties": False} if "required" in part else inner
    return [closed(value) for value in part] if isinstance(part, list) else part


def objects(value, name=""):
    """Every object of a document, with the name of the member that holds it."""
    if isinstance(value, dict):
        yield name, value
        for key, member in value.items():
            yield from objects(member, key)
    elif isinstance(value, list):
        for member in value:
            yield from objects(member, name)


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("prepare", [deepcopy, closed], ids=["promised", "nothing undescribed"])
def test_every_report_is_as_its_schema_says(report, options, prepare):
    validator = Draft202012Validator(prepare(schema()))
    for some in (report, Report(), replace(report, failures=())):
        assert list(validator.iter_errors(written(some, options))) == []


def test_no_promised_member_is_missing(report, options):
    whole = written(report, options)
    summary = whole.pop("summary")
    assert summary.keys() >= PROMISED["summary"]
    for name, value in objects({**whole, "summary": None}):
        assert PROMISED.get(name, set()) <= value.keys(), name


def test_a_member_that_is_left_out_is_noticed(report, options):
    broken = written(report, options)
    del broken["findings"][0]["fingerprint"]
    assert not Draft202012Validator(schema()).is_valid(broken)


def test_the_tool_tells_its_version_and_the_date_of_its_reference(report, options):
    tool = written(report, options)["tool"]
    assert tool["version"] == "0.1.0"
    assert tool["iam_reference_date"] == "2026-09-26"


def test_the_summary_counts_open_findings_only(report, options):
    summary = written(report, options)["summary"]
    assert summary["findings"] == {"critical": 1, "high": 1, "medium": 1, "low": 1, "info": 1}
    assert summary["suppressed"] == 1
    assert summary["stages"] == {"allow": 2, "deny": 2, "unknown": 0}


def test_a_suppressed_finding_is_written_with_its_reason(report, options):
    reasons = [finding["suppressed"] for finding in written(report, options)["findings"]]
    assert reasons.count("two-phase deploy") == 1


def test_an_accepted_stage_is_still_denied(report, options):
    stage = written(report, options)["pipelines"][0]["stages"][3]
    assert (stage["verdict"], stage["accepted"]) == ("deny", True)


def moved(finding: Finding, lines: int) -> Finding:
    """The same finding after somebody wrote lines above it."""
    return replace(
        finding,
        locations=tuple(
            replace(evidence, span=replace(evidence.span, line=(evidence.span.line or 0) + lines))
            for evidence in finding.locations
        ),
    )


def test_a_fingerprint_survives_moved_lines_and_a_new_wording(report):
    later = tuple(
        replace(moved(finding, 7), message="in other words") for finding in report.findings
    )
    assert fingerprints(later) == fingerprints(report.findings)


def test_a_fingerprint_does_not_depend_on_the_other_findings_or_their_order(report):
    prints = dict(zip(report.findings, fingerprints(report.findings), strict=True))
    for finding, fingerprint in prints.items():
        assert fingerprints((finding,)) == (fingerprint,)
    turned = tuple(reversed(report.findings))
    assert fingerprints(turned) == tuple(prints[finding] for finding in turned)


def test_equal_places_of_one_rule_get_fingerprints_of_their_own(report):
    finding = report.findings[0]
    twice = fingerprints((finding, replace(finding, message="another principal")))
    assert len(set(twice)) == 2


def test_another_rule_route_file_or_account_is_another_fingerprint(report):
    finding = report.findings[0]
    place = finding.locations[0]
    others = (
        replace(finding, rule="another-rule"),
        replace(finding, account="999999999999"),
        replace(finding, locations=(replace(place, span=Span(place.span.source, ("b",))),)),
        replace(finding, locations=(replace(place, span=Span(Source("c", ""))),)),
    )
    prints = {fingerprints((one,)) for one in (finding, *others)}
    assert len(prints) == len(others) + 1


def test_a_file_is_the_same_with_and_without_a_leading_dot(report):
    def named(name):
        place = replace(report.findings[0].locations[0], span=Span(Source(name, "")))
        return fingerprints((replace(report.findings[0], locations=(place,)),))

    assert named("./a/b.yaml") == named("a/b.yaml") == named("a\\b.yaml")
