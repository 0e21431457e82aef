import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from xacct_guard.finding import Add, Evidence, Fix, Put
from xacct_guard.report.sarif import RENDER
from xacct_guard.span import Source, Span
from xacct_guard.verdicts import Report

SUBSET = json.loads(Path(__file__).with_name("sarif_subset.schema.json").read_text("utf-8"))


def run_of(report, options):
    return json.loads(RENDER.render(report, options))["runs"][0]


def result_of(report, options, rule):
    return next(r for r in run_of(report, options)["results"] if r["ruleId"] == rule)


def only(report, finding, **more):
    return replace(report, findings=(replace(finding, **more),))


def test_every_log_is_as_the_standard_says(report, options):
    validator = Draft202012Validator(SUBSET)
    for some in (report, Report(), replace(report, failures=())):
        log = json.loads(RENDER.render(some, options))
        assert list(validator.iter_errors(log)) == []


def test_the_subset_notices_a_member_that_the_standard_does_not_know(report, options):
    log = json.loads(RENDER.render(report, options))
    log["runs"][0]["results"][0]["colour"] = "red"
    assert not Draft202012Validator(SUBSET).is_valid(log)


def test_every_rule_that_ran_is_told_with_its_page(report, options):
    rules = {rule["id"]: rule for rule in run_of(report, options)["tool"]["driver"]["rules"]}
    assert rules["kms-consumer-missing"]["help"]["markdown"].startswith("Key policy leaves out")
    assert rules["never-fired"]["shortDescription"]["text"] == "A rule that found nothing."
    assert rules.keys() >= {finding.rule for finding in report.findings}


def test_a_rule_index_points_at_its_rule(report, options):
    run = run_of(report, options)
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in run["results"])


def test_places_in_other_files_are_related_locations(report, options):
    result = result_of(report, options, "kms-consumer-missing")
    [first] = result["locations"]
    assert first["physicalLocation"]["region"] == {
        "startLine": 12,
        "startColumn": 13,
        "endLine": 21,
        "endColumn": 1,
    }
    related = result["relatedLocations"]
    assert [one["id"] for one in related] == [1, 2, 3]
    files = [one["physicalLocation"]["artifactLocation"]["uri"] for one in related]
    assert files == ["templates/shared.yaml", "templates/training.yaml", "prod.plan.json"]


def test_no_line_is_invented_for_a_place_without_lines(report, options):
    plan = result_of(report, options, "kms-consumer-missing")["relatedLocations"][2]
    assert "region" not in plan["physicalLocation"]
    [logical] = plan["logicalLocations"]
    assert logical["fullyQualifiedName"].startswith("planned_values.root_module")


@pytest.mark.parametrize(
    ("name", "location"),
    [
        ("a/b c.yaml", {"uri": "a/b%20c.yaml", "uriBaseId": "%SRCROOT%"}),
        ("./a.yaml", {"uri": "a.yaml", "uriBaseId": "%SRCROOT%"}),
        ("/repo/sub/a.yaml", {"uri": "sub/a.yaml", "uriBaseId": "%SRCROOT%"}),
        ("/other/a.yaml", {"uri": "file:///other/a.yaml"}),
        ("../a.yaml", {"uri": "file:///a.yaml"}),
    ],
)
def test_files_are_named_relative_to_the_root(report, options, name, location):
    place = Evidence(Span(Source(name, ""), (), 1, 1, 1, 2), "here")
    found = only(report, report.findings[0], locations=(place,))
    rooted = replace(options, root=Path("/repo"))
    result = run_of(found, rooted)["results"][0]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == location


def test_a_fix_with_edits_can_be_applied(report, options):
    [fix] = result_of(report, options, "role-path-missing")["fixes"]
    [change] = fix["artifactChanges"]
    [replacement] = change["replacements"]
    region = replacement["deletedRegion"]
    assert region["startLine"] == region["endLine"] == 1
    assert region["endColumn"] - region["startColumn"] == len(
        '"arn:aws:iam::222222222222:role/Fetch"'
    )
    assert replacement["insertedContent"] == {"text": '"arn:aws:iam::222222222222:role/path/Fetch"'}


def test_a_fix_without_edits_is_told_in_the_message(report, options):
    result = result_of(report, options, "kms-consumer-missing")
    assert "fixes" not in result
    assert result["message"]["text"].endswith(
        "help: add a statement for the role to the key policy"
    )


def test_what_is_added_is_an_insertion(report, options):
    insertion = Add(Span(Source("a.yaml", "[x]\n"), (), 1, 1, 1, 4), "y")
    found = only(report, report.findings[0], fix=Fix("add it", edits=(insertion,)))
    [fix] = run_of(found, options)["results"][0]["fixes"]
    assert fix["artifactChanges"][0]["replacements"][0]["deletedRegion"] == {
        "startLine": 1,
        "startColumn": 3,
        "endLine": 1,
        "endColumn": 3,
    }


def test_half_a_fix_is_no_fix(report, options):
    edits = (
        Add(Span(Source("a.yaml", "[x]\n"), (), 1, 1, 1, 4), "y"),
        Put(Span(Source("plan.json", "{}"), ("a",)), "y"),
    )
    found = only(report, report.findings[0], fix=Fix("both or none", edits=edits))
    assert "fixes" not in run_of(found, options)["results"][0]


def test_a_suppressed_finding_keeps_its_reason(report, options):
    result = result_of(report, options, "key-use-granted-to-account-root")
    assert result["suppressions"] == [{"kind": "external", "justification": "two-phase deploy"}]


def test_a_reason_beside_the_statement_is_a_suppression_in_source(report, options):
    [finding] = [one for one in report.findings if one.suppressed]
    found = only(report, finding, suppressed_in_source=True)
    [suppression] = run_of(found, options)["results"][0]["suppressions"]
    assert suppression["kind"] == "inSource"
    assert result_of(report, options, "role-path-missing")["suppressions"] == []


def test_a_failure_is_a_notification_and_the_execution_no_success(report, options):
    [invocation] = run_of(report, options)["invocations"]
    assert invocation["executionSuccessful"] is False
    texts = [one["message"]["text"] for one in invocation["toolExecutionNotifications"]]
    assert texts == [
        "a mapping stops before its end (help: close it with `}`)",
        "cannot read `gone.yaml`: no such file or directory",
    ]


def test_columns_count_code_points(report, options):
    assert run_of(report, options)["columnKind"] == "unicodeCodePoints"
