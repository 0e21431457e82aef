"""`xacct-guard rules test`: the fixtures of rules of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xacct_guard.cli import main

RULE = '''"""
A bucket is there.

## Why
It shows that fixtures of one's own run.

## Instead
Nothing.
"""

from xacct_guard.rule import Kind, Rule, Severity


def check(facts):
    """One finding for each bucket."""
    for bucket in facts.graph.of_type("s3:bucket"):
        yield RULE.finding(f"`{bucket.name}` is there", at=bucket.span)


RULE = Rule(check, severity=Severity.LOW, kind=Kind.HYGIENE)
'''
FIRES = "Resources:\n  Data: # finds: bucket-found (low)\n    Type: AWS::S3::Bucket\n"
SILENT = "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    fixtures = tmp_path / "fixtures" / "bucket-found"
    fixtures.mkdir(parents=True)
    (tmp_path / "bucket_found.py").write_text(RULE)
    (fixtures / "fires.bucket.yaml").write_text(FIRES)
    (fixtures / "silent.topic.yaml").write_text(SILENT)
    return tmp_path


def test_fixtures_that_hold_are_told_and_all_is_well(own, capsys):
    assert main(["rules", "test", str(own)]) == 0
    assert "1 rule, 2 fixtures, 0 not as they say" in capsys.readouterr().out


def test_the_folder_may_be_named_from_where_one_stands(own, capsys, monkeypatch):
    monkeypatch.chdir(own.parent)
    assert main(["rules", "test", own.name]) == 0
    assert "1 rule, 2 fixtures, 0 not as they say" in capsys.readouterr().out


WRONG = [
    ("silent.topic.yaml", FIRES.replace(" # finds: bucket-found (low)", ""), "not announced"),
    ("fires.bucket.yaml", FIRES.replace("(low)", "(high)"), "is low, high, not high"),
    (
        "fires.bucket.yaml",
        SILENT.replace("SNS::Topic", "SNS::Topic # finds: bucket-found"),
        "not found",
    ),
    ("fires.bucket.yaml", "Resources: [", "cannot be read"),
]


@pytest.mark.parametrize(("file", "text", "said"), WRONG)
def test_a_fixture_that_does_not_hold_is_told_with_its_line(own, capsys, file, text, said):
    (own / "fixtures" / "bucket-found" / file).write_text(text)
    assert main(["rules", "test", str(own)]) == 1
    assert said in capsys.readouterr().out


def test_a_rule_that_no_fixture_could_catch_is_told(own, capsys):
    (own / "fixtures" / "bucket-found" / "silent.topic.yaml").unlink()
    assert main(["rules", "test", str(own), "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["bare"] == ["`bucket-found` has no fixture silent.*"]


def test_a_folder_without_rules_has_nothing_to_test(tmp_path, capsys):
    assert main(["rules", "test", str(tmp_path)]) == 3
    assert "nothing to test" in capsys.readouterr().err


CRASHING = RULE.replace("    for bucket", "    %s\n    for bucket")
BREAKING = [
    ("raise SystemExit", "`bucket-found` crashed: SystemExit", "see line 16 of `bucket_found.py`"),
    ("{}['x']", "`bucket-found` crashed: KeyError: 'x'", "see line 16 of `bucket_found.py`"),
    (
        "facts.graph.named(facts)",
        "`bucket-found` crashed: TypeError: ",
        "see line 16 of `bucket_found.py`",
    ),
    (
        "facts.graph.meant(None, None)",
        "`bucket-found` crashed: AttributeError: ",
        "see line 16 of `bucket_found.py`, which called line ",
    ),
]


@pytest.mark.parametrize(("mistake", "said", "where"), BREAKING)
def test_a_rule_that_crashes_says_in_which_line(own, capsys, mistake, said, where):
    (own / "bucket_found.py").write_text(CRASHING % mistake)
    file = own / "fixtures" / "bucket-found" / "fires.bucket.yaml"
    assert main(["check", str(file), "--rules", str(own)]) == 2
    told = " ".join(capsys.readouterr().out.split())
    assert said in told
    assert where in told


LOADING = [
    ("{}['x']", "`bucket_found` cannot be loaded: KeyError: 'x'", "see line 1 of"),
    ("raise SystemExit(0)", "`bucket_found` cannot be loaded: SystemExit: 0", "see line 1 of"),
    ("check(", "`bucket_found` cannot be loaded: SyntaxError: ", "(bucket_found.py, line 1)"),
]


@pytest.mark.parametrize(("text", "said", "where"), LOADING)
def test_a_rule_that_cannot_be_loaded_says_in_which_line(own, capsys, text, said, where):
    (own / "bucket_found.py").write_text(text)
    file = own / "fixtures" / "bucket-found" / "fires.bucket.yaml"
    assert main(["check", str(file), "--rules", str(own)]) == 2
    told = " ".join(capsys.readouterr().out.split())
    assert said in told
    assert where in told
