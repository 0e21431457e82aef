"""Reports that another program shows: each as that program wants it."""

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xmlschema
from jsonschema import Draft202012Validator

from xacct_guard.errors import InputError
from xacct_guard.finding import Severity
from xacct_guard.report import github, render_named
from xacct_guard.span import Source, Span
from xacct_guard.verdicts import Report

HERE = Path(__file__).parent
JUNIT = xmlschema.XMLSchema(HERE / "junit_subset.xsd")
GITLAB = Draft202012Validator(
    json.loads((HERE / "gitlab_code_quality.schema.json").read_text("utf-8"))
)


def rendered(name, report, options, **more):
    return render_named(name).render(report, replace(options, **more))


def cases(text):
    """The tests of a JUnit report by suite and name, each with what it says."""
    return {
        (suite.get("name"), case.get("name")): case
        for suite in ElementTree.fromstring(text)
        for case in suite.iter("testcase")
    }


def outcome(case):
    return case[0].tag if len(case) else "passed"


@pytest.mark.parametrize("some", ["whole", "empty", "clean"])
def test_junit_is_as_the_schema_says(some, report, options):
    given = {"whole": report, "empty": Report(), "clean": replace(report, failures=())}[some]
    text = rendered("junit", given, options)
    JUNIT.validate(text)
    for suite in ElementTree.fromstring(text):
        told = [outcome(case) for case in suite.iter("testcase")]
        assert int(suite.get("tests")) == len(told) > 0
        assert int(suite.get("failures")) == told.count("failure")
        assert int(suite.get("errors")) == told.count("error")
        assert int(suite.get("skipped")) == told.count("skipped")


def test_junit_has_a_test_for_each_stage(report, options):
    found = {
        name: outcome(case)
        for (suite, name), case in cases(rendered("junit", report, options)).items()
        if suite.startswith("pipeline mvp")
    }
    assert found == {
        "Source": "passed",
        "Train": "failure",
        "Approve": "passed",
        "Deploy": "skipped",
    }


def test_junit_has_a_test_for_each_finding_and_skips_what_is_suppressed(report, options):
    text = rendered("junit", report, options)
    by_rule = {suite: case for (suite, _), case in cases(text).items()}
    assert {finding.rule for finding in report.findings} <= by_rule.keys()
    skipped = by_rule["key-use-granted-to-account-root"]
    assert outcome(skipped) == "skipped"
    assert skipped[0].get("message") == "suppressed: two-phase deploy"
    failed = by_rule["kms-consumer-missing"]
    assert failed[0].get("type") == "high"
    assert "templates/shared.yaml:12: this statement does not name the role" in failed[0].text
    assert "help: add a statement for the role to the key policy" in failed[0].text


def test_junit_fails_what_fails_the_run_and_nothing_else(report, options):
    text = rendered("junit", report, options, fail_on=Severity.HIGH)
    failing = {suite for (suite, _), case in cases(text).items() if outcome(case) == "failure"}
    assert {suite for suite in failing if "pipeline" not in suite} == {
        "kms-consumer-missing",
        "role-path-missing",
    }
    never = rendered("junit", report, options, fail_on=None)
    assert "high: " in never
    assert [s for (s, _), c in cases(never).items() if outcome(c) == "failure"] == [
        "pipeline mvp (111111111111, us-east-1)"
    ]


def test_an_unknown_stage_fails_only_where_it_fails_the_run(report, options):
    [pipeline] = report.pipelines
    stage = replace(pipeline.stages[1], verdict="unknown")
    unknown = Report(pipelines=(replace(pipeline, stages=(stage,)),))
    for fails, expected in ((False, "skipped"), (True, "failure")):
        found = cases(rendered("junit", unknown, options, unknown_fails=fails))
        assert [outcome(c) for (_, name), c in found.items() if name == "Train"] == [expected]


def test_equal_findings_are_tests_of_their_own(report, options):
    twice = replace(report, findings=(report.findings[0],) * 2)
    suite = [name for rule, name in cases(rendered("junit", twice, options)) if "bucket" in rule]
    assert len(suite) == 2
    assert suite[1].endswith(" #2")


def test_gitlab_is_as_the_schema_says(report, options):
    for some in (report, Report()):
        assert list(GITLAB.iter_errors(json.loads(rendered("gitlab", some, options)))) == []


def test_gitlab_tells_what_is_open_with_the_fingerprints_of_the_other_formats(report, options):
    issues = json.loads(rendered("gitlab", replace(report, failures=()), options))
    others = json.loads(rendered("json", report, options))["findings"]
    prints = [one["fingerprint"] for one in others if one["suppressed"] is None]
    assert [issue["fingerprint"] for issue in issues] == prints
    assert len({*prints}) == len(prints) == len(report.open_findings)
    assert [issue["severity"] for issue in issues] == [
        "blocker",
        "critical",
        "major",
        "minor",
        "info",
    ]


def commands(text):
    """The workflow commands of a log: level, properties and message, as the runner reads them."""
    for line in text.splitlines():
        if line.startswith("::"):
            head, _, message = line[2:].partition("::")
            level, _, properties = head.partition(" ")
            pairs = (pair.partition("=") for pair in properties.split(","))
            yield level, {name: unescaped(value) for name, _, value in pairs}, unescaped(message)


def unescaped(text):
    for sign, char in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(sign, char)
    return text


def test_github_annotates_the_line_of_each_open_finding(report, options):
    found = list(commands(rendered("github", report, options)))
    titles = {where.get("title"): (level, where, says) for level, where, says in found}
    level, where, says = titles["kms-consumer-missing (high)"]
    assert level == "error"
    assert where == {
        "file": "templates/shared.yaml",
        "line": "12",
        "endLine": "20",
        "title": "kms-consumer-missing (high)",
    }
    assert says.splitlines()[0] == report.findings[4].message
    assert says.splitlines()[-1] == "help: add a statement for the role to the key policy"
    assert "key-use-granted-to-account-root (high)" not in titles
    assert titles["bucket-open-to-anyone (medium)"][0] == "warning"
    assert titles["bucket-open-to-anyone (medium)"][1]["col"] == "29"


def test_github_ends_with_the_summary(report, options):
    *_, last = rendered("github", report, options).splitlines()
    assert last.startswith("5 findings (1 critical, 1 high")


def test_github_shows_as_many_of_a_level_as_a_step_may_and_counts_the_rest(report, options):
    finding = report.findings[4]
    many = replace(
        report,
        failures=(),
        findings=tuple(replace(finding, message=f"number {n}") for n in range(25)),
    )
    text = rendered("github", many, options)
    assert len(list(commands(text))) == github.MOST
    assert "not shown here: 15 more annotations" in text


HOSTILE = "a,b:c%0A::stop-commands::x\r\n::error::y\n##[error]z"


def test_no_name_becomes_a_workflow_command(report, options):
    finding = replace(
        report.findings[4],
        rule="r",
        message=HOSTILE,
        locations=(replace(report.findings[4].locations[0], says=HOSTILE),) * 2,
    )
    [pipeline] = report.pipelines
    stage = replace(pipeline.stages[1], name=HOSTILE)
    hostile = Report(
        findings=(finding,),
        pipelines=(replace(pipeline, name=HOSTILE, stages=(stage,)),),
        failures=(InputError(HOSTILE, at=Span(Source(HOSTILE, ""), (), 1, 1)),),
    )
    text = rendered("github", hostile, options)
    found = list(commands(text))
    assert [level for level, *_ in found] == ["error", "error"]
    assert [set(where) for _, where, _ in found] == [
        {"file", "line", "endLine", "col", "title"},
        {"file", "line", "endLine", "title"},
    ]
    plain = [line for line in text.splitlines() if not line.startswith("::")]
    assert len(plain) == 2
    assert "##[" not in "".join(plain)


def test_files_of_the_root_are_named_relative_to_it(report, options):
    place = replace(
        report.findings[0].locations[0], span=Span(Source("/repo/a/b.yaml", ""), (), 3, 1)
    )
    found = replace(
        report,
        failures=(),
        pipelines=(),
        findings=(replace(report.findings[0], locations=(place,)),),
    )
    for name in ("junit", "github", "gitlab", "markdown"):
        text = rendered(name, found, options, root=Path("/repo"))
        assert "a/b.yaml" in text
        assert "/repo" not in text
