"""Which rules are heard, and how severe what they find is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from xacct_guard.rule import Kind, Severity, Tier
from xacct_guard.rule.catalogue import catalogue
from xacct_guard.rule.pack import names, pack_named
from xacct_guard.run import Options, check
from xacct_guard.verdicts import Report

TEMPLATE = """\
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: work
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - {Effect: Allow, Action: "s3:GetObjcet", Resource: "*"}
"""
CONFIGURATION = """\
accounts: {home: {id: "111111111111", regions: [us-east-1]}}
stacks: [{name: one, template: app/one.yaml, account: home}]
"""
OWN = '''"""
A role is there.

## Why
It shows which packs take a rule.

## Instead
Nothing.
"""

from xacct_guard.rule import Kind, Rule, Severity, Tier


def check(facts):
    """One finding for each role."""
    for role in facts.graph.roles.values():
        yield RULE.finding(f"`{role.name}` is there", at=role.span)


RULE = Rule(check, severity=Severity.HIGH, kind=Kind.HYGIENE, tier=Tier.AUDIT, since="9.1")
'''
PACK = """\
name = "ours"
about = "What our platform team asks for."
tiers = ["baseline"]
"""


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "one.yaml").write_text(TEMPLATE)
    return tmp_path


def report(estate: Path, rules: str = "", **options: object) -> Report:
    file = estate / "xacct-guard.yaml"
    file.write_text(CONFIGURATION + (f"rules: {rules}\n" if rules else ""))
    return check((), Options(config=file, **options)).report


def found(estate: Path, rules: str = "", **options: object) -> dict[str, Severity]:
    given = report(estate, rules, **options)
    assert given.failures == ()
    return {each.rule: each.severity for each in given.findings}


def test_each_pack_that_comes_along_takes_one_tier_more():
    assert names() == ("audit", "baseline", "strict")
    tiers = {name: set(pack_named(name).tiers) for name in names()}
    assert tiers["baseline"] < tiers["strict"] < tiers["audit"] == set(Tier)


def test_without_a_word_the_baseline_is_heard(estate):
    known = {rule.id: rule for rule in catalogue()}
    heard = found(estate)
    assert "unknown-action" in heard
    assert {known[name].tier for name in heard} == {Tier.BASELINE}


def test_a_rule_of_ones_own_is_heard_whatever_its_tier(estate, tmp_path):
    own = tmp_path / "rules"
    own.mkdir()
    (own / "role_found.py").write_text(OWN)
    assert found(estate, rules="", packs=("baseline",))["unknown-action"]
    file = estate / "xacct-guard.yaml"
    heard = check((), Options(config=file, rules=own)).report.findings
    assert "role-found" in {each.rule for each in heard}


CHOSEN = [
    ("{select: [unknown-action]}", {"unknown-action": "high"}),
    ("{select: [unknown-action], severity: {unknown-action: low}}", {"unknown-action": "low"}),
    ("{select: [unknown-action], severity: {unknown-action: 'off'}}", {}),
    (
        "{select: [unknown-action], paths: [{at: 'app/*', severity: {unknown-action: info}}]}",
        {"unknown-action": "info"},
    ),
    ("{select: [unknown-action], paths: [{at: 'app/*', ignore: [unknown-action]}]}", {}),
    (
        "{select: [unknown-action], paths: [{at: 'lib/*', ignore: [unknown-action]}]}",
        {"unknown-action": "high"},
    ),
]


@pytest.mark.parametrize(("rules", "expected"), CHOSEN)
def test_the_configuration_says_what_is_heard_and_how_severe_it_is(estate, rules, expected):
    severity = {each.id: each.severity for each in catalogue()}["unknown-action"]
    heard = found(estate, rules)
    assert heard == {
        name: severity if level == "high" else level for name, level in expected.items()
    }


def test_the_command_line_goes_before_the_configuration(estate):
    assert found(estate, "{select: [unknown-action]}", select=("expired-ignore",)) == {}
    assert found(estate, "{select: [unknown-action]}", ignore=("unknown-action",)) == {}


def test_a_pack_of_ones_own_lies_beside_the_configuration(estate):
    (estate / "ours.toml").write_text(
        PACK + '[severity]\nunknown-action = "info"\n'
        '[[must_not]]\nname = "nobody deletes"\nprincipal = "one/Role"\n'
        'action = "s3:DeleteBucket"\nresource = "arn:aws:s3:::data"\n'
    )
    assert found(estate, "{packs: [./ours.toml]}")["unknown-action"] == "info"


def test_a_rule_that_is_newer_than_the_pin_speaks_as_info(estate, tmp_path):
    own = tmp_path / "rules"
    own.mkdir()
    (own / "role_found.py").write_text(OWN.replace("AUDIT", "BASELINE"))
    file = estate / "xacct-guard.yaml"
    for pack, severity in (
        ("baseline@0.1", "info"),
        ("baseline@9.1", "high"),
        ("baseline", "high"),
    ):
        file.write_text(CONFIGURATION + f"rules: {{packs: ['{pack}']}}\n")
        findings = check((), Options(config=file, rules=own)).report.findings
        assert {each.severity for each in findings if each.rule == "role-found"} == {severity}


WRONG = [
    ("{packs: [basline]}", "no policy pack `basline`"),
    ("{packs: [./none.toml]}", "no policy pack `./none.toml`"),
    ("{select: [unknown-acton]}", "unknown rule `unknown-acton`"),
    ("{severity: {unknown-acton: low}}", "unknown rule `unknown-acton`"),
    ("{severity: {unknown-action: terrible}}", "unknown-action"),
    ("{ignore: [{rule: unknown-action}]}", "`reason` is missing"),
    ("{ignore: [{rule: unknown-action, reason: so it is, until: soon}]}", "`until` should be"),
]


@pytest.mark.parametrize(("rules", "said"), WRONG)
def test_what_cannot_be_meant_is_one_error_with_its_place(estate, rules, said):
    (failure,) = report(estate, rules).failures
    assert said in failure.message
    assert failure.at is not None
    assert failure.help


def test_a_pack_with_an_unknown_key_is_one_error(estate):
    (estate / "ours.toml").write_text(PACK + "tires = []\n")
    (failure,) = report(estate, "{packs: [./ours.toml]}").failures
    assert "unknown key `tires`" in str(failure)
    (estate / "ours.toml").write_text("name = ")
    (failure,) = report(estate, "{packs: [./ours.toml]}").failures
    assert "is not TOML" in str(failure)


def test_a_requirement_that_names_what_nobody_knows_is_a_failure_with_its_place(estate):
    file = estate / "xacct-guard.yaml"
    case = "{name: a, principal: one/Rule, action: 's3:GetObject', resource: '*'}"
    file.write_text(CONFIGURATION + f"must: [{case}]\n")
    (failure,) = check((), Options(config=file)).report.failures
    assert "`one/Rule`" in str(failure)
    assert {Kind.EXPOSES, Kind.BLOCKS, Kind.HYGIENE} == set(Kind)
