"""Rules that conclude from what is not there do not begin to speak where something was not read."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from benchmarks.organization.layout import Layout
from benchmarks.organization.write import write
from tests.refusing import IN_DOUBT, begun, held, refused
from xacct_guard.live import kinds
from xacct_guard.rule.catalogue import catalogue
from xacct_guard.rule.supposition import PRINCIPALS, STARTERS, WORKERS
from xacct_guard.run import Options, check

AUDIT = Options(packs=("audit",))
SMALL = Layout(accounts=6, roles=8, seed=1, every=1)
ORGANIZATION = frozenset({"organizations:account"})

CONCLUDE = {
    # Nothing is seen to use it, or to do it.
    **dict.fromkeys(
        (
            *("unneeded-action", "unneeded-policy-attached", "unneeded-statement"),
            *("unneeded-trust", "unused-ignore"),
            *("pattern-that-matches-nothing-written", "prefix-in-other-letters"),
            "read-prefix-nothing-writes",
        ),
        WORKERS | PRINCIPALS,
    ),
    # Nothing is seen to be meant to do it.
    **dict.fromkeys(
        (
            *("credentials-readable", "escalation-across-accounts", "escalation-to-administrator"),
            *("grant-abroad-wider-than-used", "key-administered-by-service-role"),
            *("resource-wildcard-where-path-names-it", "retrained-by-any-commit"),
            *("role-trusted-to-a-whole-account", "service-let-in-for-anyone", "stage-takeover"),
            "write-from-another-account",
        ),
        WORKERS,
    ),
    "approval-told-to-nobody": frozenset({"events:rule"}),
    "build-nothing-starts": frozenset({"codepipeline:pipeline"}),
    "dangling-principal": PRINCIPALS,
    "pipeline-nothing-starts": STARTERS | WORKERS,
    # An account that nobody knows of.
    "foreign-account-literal": ORGANIZATION,
    "outside-the-organization": ORGANIZATION,
    "third-party-without-external-id": ORGANIZATION,
}
"""The rules that conclude from what is not there, and of which kinds."""
ASKING = {"dangling-principal", "service-let-in-for-anyone"}
"""They ask what is known themselves: of another account, or of a part of what they find."""
FROM_NOTHING_ABSENT = {
    *("access-by-naming-pattern", "account-id-read-as-number"),
    *("action-of-another-service-in-a-resource-policy", "action-on-unfit-resource"),
    *("administrator-behind-a-stage", "alias-in-place-of-a-key-arn"),
    *("all-but-some-allowed", "arn-of-another-account-by-default"),
    *("artifact-encrypted-with-aws-managed-key", "artifact-key-left-open"),
    *("artifact-store-under-default-key", "assume-role-on-every-role"),
    *("bucket-deleted-with-its-stack", "bucket-grant-without-its-key"),
    *("bucket-of-another-region-through-endpoint", "bucket-open-to-plain-http"),
    *("bucket-policy-locks-out-its-account", "cancel-of-upload-denied"),
    *("condition-easily-evaded", "condition-key-never-sent", "condition-on-any-value"),
    *("deny-unless-endpoint-hits-services", "duplicate-action", "empty-element"),
    *("endpoint-policy-blocks-image-layers", "endpoint-storage-under-default-key"),
    *("endpoint-without-captured-data", "expired-ignore", "faulty-ignore"),
    *("full-access-policy-attached", "full-administration-granted"),
    *("group-of-the-own-account-registered-into", "identity-provider-subject-open"),
    *("impossible-condition-value", "job-outside-any-vpc"),
    *("job-without-a-way-to-the-internet", "key-of-another-region"),
    *("key-use-granted-to-account-root", "key-written-twice", "malformed-arn"),
    *("misleading-address-range", "misspelt-condition-key", "misspelt-service-principal"),
    *("name-given-twice", "object-owned-by-its-writer", "one-sided-grant"),
    *("operator-unfit-for-key", "own-model-approved", "own-stage-approved"),
    *("passed-role-distrusts-service", "passed-role-of-another-account"),
    *("passrole-with-a-creating-action", "passrole-without-service-condition"),
    *("permissions-management-on-every-resource", "placeholder-written-two-ways"),
    *("policy-beyond-its-quota", "policy-in-old-language", "policy-near-its-quota"),
    *("principal-by-unique-id", "principal-created-later", "principal-unfit-for-statement"),
    *("private-path-without-an-endpoint", "public-access", "redundant-element"),
    *("region-of-another-place", "region-written-out", "registry-policy-without-versions"),
    *("registry-shut-out-of-the-model", "repeated-statement", "repeated-statement-id"),
    *("resource-granted-to-account-root", "resource-in-another-region"),
    *("resource-of-another-policy", "resource-unfit-for-its-actions", "retired-runtime"),
    *("role-chain-beyond-an-hour", "role-of-several-services"),
    *("role-on-target-that-takes-none", "role-path-mismatch", "role-that-cannot-log"),
    *("role-without-any-permission", "rule-for-another-branch", "service-linked-role-open"),
    *("service-role-trusts-foreign-account", "service-wildcard-on-every-resource"),
    *("service-wildcard-on-resource", "set-operator-unfit-for-key"),
    *("source-writable-from-another-account", "stage-denied", "state-without-a-lock"),
    *("template-too-large", "unfit-resource-control-policy", "unknown-action"),
    *("unlistable-artifact-bucket", "unmet-requirement", "unreplaced-placeholder"),
    *("unversioned-artifact-bucket", "unversioned-source-bucket"),
    *("upload-denied-without-header", "variable-taken-literally"),
    *("wide-wildcard-in-sensitive-key", "wildcard-compared-literally"),
}
"""Rules about what is written, and about what is seen and decided: of what was not read a decision is unknown.

Parts of a network are all left out where one kind of them was refused: then nothing is said of ways in it.
"""


def test_every_rule_says_whether_it_concludes_from_what_is_not_there():
    rules = {rule.id for rule in catalogue()}
    assert rules == CONCLUDE.keys() | FROM_NOTHING_ABSENT
    assert not CONCLUDE.keys() & FROM_NOTHING_ABSENT


def supposed(rule):
    return frozenset().union(*(each.kinds for each in rule.supposes))


def test_what_a_rule_supposes_is_what_it_concludes_from():
    by_id = {rule.id: supposed(rule) for rule in catalogue()}
    for id, of in CONCLUDE.items():
        assert id in ASKING or of <= by_id[id], id
    assert {id for id, of in by_id.items() if of} == CONCLUDE.keys() - ASKING


def test_kinds_that_are_supposed_are_kinds_that_are_collected():
    known = {kind.name for kind in kinds()} | {"s3:bucket-notifications"}
    for rule in catalogue():
        assert supposed(rule) <= known, rule.id


@pytest.fixture(scope="module")
def organization(tmp_path_factory):
    file = tmp_path_factory.mktemp("absence") / "file"
    write(SMALL, file)
    return file, check((file,), AUDIT).report


KINDS = [
    *("codebuild:project", "codecommit:repository", "codepipeline:pipeline", "ecr:repository"),
    *("events:event-bus", "events:rule", "iam:authorization-details", "kms:key"),
    *("organizations:account", "organizations:organization", "organizations:root"),
    *("organizations:resource-control-policy", "organizations:service-control-policy"),
    *("organizations:unit-1", "s3:account-public-access-block", "s3:bucket"),
]


def test_every_kind_of_the_organization_is_refused(organization):
    assert set(held(organization[0])) == set(KINDS)


BY_DAY = KINDS[::3]


@pytest.mark.parametrize(
    "kind",
    [pytest.param(kind, marks=() if kind in BY_DAY else pytest.mark.nightly) for kind in KINDS],
)
def test_no_rule_begins_to_speak_where_a_kind_was_refused(organization, kind, tmp_path):
    file, whole = organization
    report = check((refused(file, kind, tmp_path),), AUDIT).report
    assert told(begun(whole, report)) == []


@pytest.mark.parametrize("kind", ["codepipeline:pipeline", "events:rule", "codebuild:project"])
def test_what_was_refused_of_one_account_alone_is_held_against_it_elsewhere(
    organization, kind, tmp_path
):
    file, whole = organization
    account = SMALL.account(1)
    report = check((refused(file, kind, tmp_path, account),), AUDIT).report
    assert told(begun(whole, report)) == []
    untidy = [each for each in report.findings if each.rule == "unneeded-statement"]
    assert untidy
    assert all(IN_DOUBT in each.message and account in each.message for each in untidy)
    assert not any(str(each.at.route[0]).startswith(account) for each in untidy)


def test_the_same_is_said_of_the_whole_at_once(organization, tmp_path):
    file, _ = organization
    config = tmp_path / "xacct-guard.yaml"
    config.write_text("calls: []\n")
    copy = refused(file, "events:rule", tmp_path, SMALL.account(1))
    apart = check((copy,), AUDIT).report.findings
    together = check((copy,), Options(packs=("audit",), config=config)).report.findings
    assert told(apart) == told(together)


def told(findings: Iterable[object]) -> list[str]:
    return sorted(f"{each.rule}: {each.message}" for each in findings)
