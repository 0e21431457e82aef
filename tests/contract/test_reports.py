"""A report as programs read it: version 1, member for member, and every other format beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from tests.contract import places
from tests.contract.promises import REPORT, REPORTS, SEVERITIES, WORDS
from xacct_guard.cli import main
from xacct_guard.report.json import schema

SYSTEM = Path(__file__).parents[2] / "fixtures/systems/three-account-codepipeline"
VERDICTS = {"allow", "deny", "unknown"}


def written(capsys, *arguments: str):
    code = main(["check", *arguments, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Everything that a report may hold, from the system as it was published, and a broken file."""
    folder = tmp_path_factory.mktemp("published")
    for file in (SYSTEM / "as-published").iterdir():
        if file.is_file():
            (folder / file.name).write_bytes(file.read_bytes())
    (folder / "broken.yaml").write_text("Resources: [\n")
    assert main(["check", str(folder), "-o", f"json={folder / 'out.json'}"]) == 2
    return json.loads((folder / "out.json").read_text())


def faults(promised, value, route: str = "") -> Iterator[str]:
    """Where a value is not of the promised shape; members that were added are no fault."""
    if isinstance(promised, tuple):
        if all(list(faults(each, value, route)) for each in promised):
            yield f"{route}: {value!r} is none of what it may be"
    elif isinstance(promised, dict):
        if not isinstance(value, dict):
            yield f"{route}: {value!r} is no object"
            return
        yield from (f"{route}.{name}: is missing" for name in promised.keys() - value.keys())
        for name in promised.keys() & value.keys():
            yield from faults(promised[name], value[name], f"{route}.{name}")
    elif isinstance(promised, list):
        for number, each in enumerate(value):
            yield from faults(promised[0], each, f"{route}[{number}]")
    elif type(value) is not promised:
        yield f"{route}: {value!r} is no {promised.__name__}"


def members(value, name: str = "") -> Iterator[tuple[str, object]]:
    """Every member at any depth, with its name."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield key, each
            yield from members(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from members(each, name)


def test_a_report_has_every_promised_member_of_its_kind(published):
    assert list(faults(REPORT, published)) == []
    assert all(published[name] for name in REPORT)
    assert published["version"] == 1
    assert published["tool"]["name"] == "xacct-guard"
    Draft202012Validator(schema()).validate(published)


def test_a_lack_is_noticed():
    assert list(faults(REPORT, {**json.loads("{}"), "version": "1"}))
    assert list(faults({"a": [(int, type(None))]}, {"a": [1, None, "x"]})) == [
        ".a[2]: 'x' is none of what it may be"
    ]


def test_words_are_those_that_are_promised(published):
    for name, words in WORDS.items():
        said = {value for key, value in members(published) if key == name}
        assert said <= words, name
    assert {each["confidence"] for each in published["findings"]} <= {"high", "medium", "low"}


def test_verdicts_are_of_their_parts(published):
    """Deny if any is denied, else unknown if any is, else allow: of hops, actions and stages."""

    def summed(parts) -> str:
        verdicts = {"deny" if each.endswith("_deny") else each for each in parts}
        return next((each for each in ("deny", "unknown") if each in verdicts), "allow")

    for pipeline in published["pipelines"]:
        stages = pipeline["stages"]
        assert pipeline["verdict"] == summed(each["verdict"] for each in stages)
        for stage in stages:
            assert stage["verdict"] == summed(each["verdict"] for each in stage["actions"])
    hops = [
        hop
        for pipeline in published["pipelines"]
        for stage in pipeline["stages"]
        for action in stage["actions"]
        for hop in action["hops"]
    ]
    assert {each["verdict"] for each in hops} <= {
        *("allow", "explicit_deny", "implicit_deny", "unknown"),
    }
    assert {each["confidence"] for each in hops} <= {"documented", "experience", "declared"}


def test_the_summary_counts_what_the_report_holds(published):
    open_ones = [each for each in published["findings"] if each["suppressed"] is None]
    assert published["summary"]["findings"] == {
        severity: sum(each["severity"] == severity for each in open_ones) for severity in SEVERITIES
    }
    stages = [stage for each in published["pipelines"] for stage in each["stages"]]
    assert published["summary"]["stages"] == {
        verdict: sum(each["verdict"] == verdict for each in stages)
        for verdict in ("allow", "deny", "unknown")
    }


def test_what_is_accepted_says_so_and_fails_nothing(tmp_path, capsys, monkeypatch):
    places.denied(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(["baseline", "create"]) == 0
    capsys.readouterr()
    code, told = written(capsys, "--fail-on", "info")
    assert code == 0
    stages = [stage for each in told["pipelines"] for stage in each["stages"]]
    assert {(each["verdict"], each["accepted"]) for each in stages} == {("deny", True)}
    assert told["summary"]["suppressed"] == len(told["findings"]) > 0
    assert written(capsys, "--fail-on", "info", "--no-ignores")[0] == 1


def test_what_is_suppressed_with_a_reason_fails_nothing(tmp_path, capsys, monkeypatch):
    places.untidy(tmp_path)
    places.changed(
        tmp_path,
        "training.yaml",
        "          - {Sid: Read",
        "          # xacct-guard: ignore[duplicate-action] owner=ml twice for a while\n"
        "          - {Sid: Read",
    )
    monkeypatch.chdir(tmp_path)
    asked = ("--pack", "audit", "--select", "duplicate-action", "--fail-on", "info")
    code, told = written(capsys, *asked)
    assert code == 0
    [finding] = told["findings"]
    assert finding["suppressed"].startswith("twice for a while")


# --- all formats


@pytest.fixture(scope="module")
def formats(tmp_path_factory):
    """The same run in every format."""
    folder = tmp_path_factory.mktemp("formats")
    asked = [part for name in REPORTS for part in ("-o", f"{name}={folder / name}")]
    assert main(["check", str(SYSTEM / "as-published"), "--quiet", *asked]) == 1
    return {name: (folder / name).read_text("utf-8") for name in REPORTS}


SIGNS = {
    "full": "[[]",
    "concise": r": high\[",
    "json": '"version": 1',
    "sarif": '"version": "2.1.0"',
    "junit": "<testsuites",
    "github": "::error ",
    "gitlab": '"fingerprint"',
    "markdown": "|---",
    "html": "<!doctype html>",
}


@pytest.mark.parametrize("name", REPORTS)
def test_each_format_is_what_its_name_says_and_names_what_is_found(name, formats):
    assert re.search(SIGNS[name], formats[name]), formats[name][:300]
    assert "role-path-mismatch" in formats[name]
    if name in ("json", "sarif", "gitlab"):
        json.loads(formats[name])
    if name == "junit":
        ElementTree.fromstring(formats[name])
