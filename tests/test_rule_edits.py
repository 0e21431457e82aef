"""What a rule proposes as edits mends what it finds: made in its own fixtures, they leave no trace of it.

Every `fires` fixture of a rule is copied, all the edits that its findings propose are made, and it is judged
again. Rules that propose none stand in `WITHOUT`, with why.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from xacct_guard.edit import edited, place
from xacct_guard.finding import Edit, Finding
from xacct_guard.rule.catalogue import catalogue
from xacct_guard.rule_fixtures import Fixture, fixtures_in, report_on
from xacct_guard.span import Source
from xacct_guard.verdicts import Report

FIXTURES = Path(__file__).parents[1] / "fixtures" / "rules"
RULES = {rule.id for rule in catalogue()}
FIRING = [each for each in fixtures_in(FIXTURES) if each.path.name.startswith("fires.")]
RULE = pytest.mark.parametrize(
    "rule",
    [
        pytest.param(rule, marks=pytest.mark.xdist_group(f"edits of {rule}"))
        for rule in sorted(RULES)
    ],
)
DECISION, VALUE, ELSEWHERE = "decision", "unknown value", "elsewhere"

WITHOUT = {
    "access-by-naming-pattern": DECISION,
    "administrator-behind-a-stage": DECISION,
    "approval-told-to-nobody": DECISION,
    "arn-of-another-account-by-default": DECISION,
    "artifact-encrypted-with-aws-managed-key": VALUE,
    "artifact-key-left-open": DECISION,
    "artifact-store-under-default-key": VALUE,
    "bucket-of-another-region-through-endpoint": DECISION,
    "bucket-policy-locks-out-its-account": DECISION,
    "build-nothing-starts": DECISION,
    "condition-key-never-sent": DECISION,
    "credentials-readable": DECISION,
    "endpoint-storage-under-default-key": VALUE,
    "endpoint-without-captured-data": DECISION,
    "escalation-across-accounts": DECISION,
    "escalation-to-administrator": DECISION,
    "expired-ignore": ELSEWHERE,
    "faulty-ignore": ELSEWHERE,
    "foreign-account-literal": DECISION,
    "group-of-the-own-account-registered-into": DECISION,
    "identity-provider-subject-open": VALUE,
    "impossible-condition-value": VALUE,
    "job-outside-any-vpc": VALUE,
    "job-without-a-way-to-the-internet": DECISION,
    "key-of-another-region": DECISION,
    "key-written-twice": ELSEWHERE,
    "name-given-twice": DECISION,
    "one-sided-grant": DECISION,
    "outside-the-organization": DECISION,
    "own-model-approved": DECISION,
    "own-stage-approved": DECISION,
    "passed-role-of-another-account": DECISION,
    "passrole-with-a-creating-action": DECISION,
    "pipeline-nothing-starts": DECISION,
    "placeholder-written-two-ways": ELSEWHERE,
    "policy-beyond-its-quota": DECISION,
    "policy-near-its-quota": DECISION,
    "prefix-in-other-letters": DECISION,
    "principal-created-later": DECISION,
    "private-path-without-an-endpoint": DECISION,
    "public-access": DECISION,
    "read-prefix-nothing-writes": DECISION,
    "region-written-out": DECISION,
    "registry-shut-out-of-the-model": DECISION,
    "resource-in-another-region": DECISION,
    "resource-of-another-policy": DECISION,
    "retired-runtime": VALUE,
    "retrained-by-any-commit": DECISION,
    "role-of-several-services": DECISION,
    "role-without-any-permission": VALUE,
    "service-linked-role-open": DECISION,
    "source-writable-from-another-account": DECISION,
    "stage-takeover": DECISION,
    "state-without-a-lock": ELSEWHERE,
    "template-too-large": DECISION,
    "third-party-without-external-id": VALUE,
    "unlistable-artifact-bucket": DECISION,
    "unmet-requirement": DECISION,
    "unreplaced-placeholder": VALUE,
    "unused-ignore": ELSEWHERE,
    "variable-taken-literally": VALUE,
    "wide-wildcard-in-sensitive-key": VALUE,
    "write-from-another-account": DECISION,
}
"""Rules without edits: it is for somebody to decide, the value is not known, or it is not in a document
that edits are made in (a comment, a text in HCL, a document that says two things at one place)."""

BRINGS = {
    "account-id-read-as-number/fires.digit-lost-in-an-arn.yaml": {"foreign-account-literal"},
    "action-on-unfit-resource/fires.bucket-policy-that-s3-refuses.yaml": {
        "bucket-open-to-plain-http"
    },
    "bucket-grant-without-its-key/fires.another-account-as-a-whole.yaml": {
        "key-use-granted-to-account-root"
    },
    "dangling-principal/fires.account-known-whole": {"bucket-open-to-plain-http"},
    "dangling-principal/fires.trust-in-other-letters": {"one-sided-grant"},
    "full-access-policy-attached/fires.nothing-of-it-is-used.yaml": {"unlistable-artifact-bucket"},
    "full-administration-granted/fires.pipeline-in-full.yaml": {"unlistable-artifact-bucket"},
    "misspelt-condition-key/fires.no-such-key.yaml": {"condition-key-never-sent"},
    "misspelt-service-principal/fires.misspelt.yaml": {
        "role-of-several-services",
        "service-let-in-for-anyone",
    },
    "misspelt-service-principal/fires.no-name-of-aws.yaml": {"service-let-in-for-anyone"},
    "passed-role-distrusts-service/fires.trusts-no-service.yaml": {
        "role-of-several-services",
        "service-role-trusts-foreign-account",
    },
    "principal-by-unique-id/fires.in-a-bucket-policy.yaml": {"bucket-open-to-plain-http"},
    "principal-unfit-for-statement/fires.action-of-others.yaml": {
        "service-role-trusts-foreign-account"
    },
    "principal-unfit-for-statement/fires.provider-in-a-bucket-policy.yaml": {
        "bucket-open-to-plain-http"
    },
    "resource-wildcard-where-path-names-it/fires.only-read.yaml": {"region-written-out"},
    "role-path-mismatch/fires.action-role-of-another-account": {"stage-denied"},
    "service-wildcard-on-resource/fires.artifact-bucket.yaml": {"unlistable-artifact-bucket"},
    "set-operator-unfit-for-key/fires.audience.yaml": {"repeated-statement"},
    "stage-denied/fires.control-policy-of-the-account": {"assume-role-on-every-role"},
    "unneeded-action/fires.wildcard-for-nothing.yaml": {"unlistable-artifact-bucket"},
    "upload-denied-without-header/fires.upload-of-a-flow": {"bucket-deleted-with-its-stack"},
}
"""What a mended fixture is found to have besides: what nothing could be said of before."""


def with_edits(report: Report, rule: str) -> list[Finding]:
    return [each for each in report.findings if each.rule == rule and each.fix and each.fix.edits]


@cache
def mended(fixture: Fixture) -> tuple[Report, Report] | None:
    """What is said of the fixture, and what is once the edits are made; None where there are none."""
    with TemporaryDirectory() as folder:
        copy = Fixture(Path(folder) / fixture.path.name, fixture.rule)
        if fixture.path.is_dir():
            shutil.copytree(fixture.path, copy.path)
        else:
            shutil.copy(fixture.path, copy.path)
        before = report_on(copy)
        if not with_edits(before, fixture.rule):
            return None
        make(proposed(with_edits(before, fixture.rule)), copy.path)
        return before, report_on(copy)


def proposed(findings: Iterable[Finding]) -> dict[Source, list[Edit]]:
    """The edits of the findings by their files, each once."""
    found: dict[Source, list[Edit]] = {}
    for finding in findings:
        for edit in finding.fix.edits if finding.fix else ():
            edits = found.setdefault(place(edit).source, [])
            edits += () if edit in edits else (edit,)
    return found


def make(edits: dict[Source, list[Edit]], folder: Path) -> None:
    files = [folder] if folder.is_file() else [each for each in folder.rglob("*") if each.is_file()]
    for source, those in edits.items():
        (file,) = (each for each in files if each.read_text() == source.text)
        file.write_text(edited(source, those).source.text)


def kinds(report: Report) -> Counter[tuple[str, str | None, str]]:
    """The findings by rule, account and place, whatever its number in a list is."""
    return Counter(
        (each.rule, each.account, re.sub(r"\[\d+\]", "", each.at.path if each.at else ""))
        for each in report.findings
    )


@RULE
def test_a_rule_proposes_edits_or_says_why_it_does_not(rule):
    assert any(map(mended, fixtures_of(rule))) is (rule not in WITHOUT)


@RULE
def test_what_a_rule_proposes_mends_what_it_finds(rule):
    for before, after in filter(None, map(mended, fixtures_of(rule))):
        found = [each for each in before.findings if each.rule == rule]
        left = [each for each in after.findings if each.rule == rule]
        assert after.failures == ()
        assert len(left) == len(found) - len(with_edits(before, rule))


@RULE
def test_what_a_rule_proposes_brings_nothing_new(rule):
    for fixture in fixtures_of(rule):
        if reports := mended(fixture):
            new = {rule for rule, _, _ in kinds(reports[1]) - kinds(reports[0])}
            assert new == BRINGS.get(f"{rule}/{fixture.path.name}", set())


def fixtures_of(rule: str) -> list[Fixture]:
    """Of a rule that proposes nothing, one will do to see that."""
    those = [each for each in FIRING if each.rule == rule]
    return those[:1] if rule in WITHOUT else those


def test_only_rules_that_there_are_stand_in_the_tables():
    assert WITHOUT.keys() <= RULES
    assert {name.partition("/")[0] for name in BRINGS} <= RULES - WITHOUT.keys()


def test_every_reason_is_one_of_three():
    assert set(WITHOUT.values()) <= {DECISION, VALUE, ELSEWHERE}
