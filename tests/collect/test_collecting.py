"""What is in the accounts is in the snapshot; what could not be read is named."""

from __future__ import annotations

import stat

import pytest
from jsonschema import Draft202012Validator

from tests.collect import estate
from tests.collect.collection import FEW, LIMITS, collected, content, only
from tests.collect.proxy import Error
from tests.snapshot.shown import shown
from xacct_guard import live
from xacct_guard.collect.access import Accounts
from xacct_guard.collect.guard import operations
from xacct_guard.collect.limits import Limits
from xacct_guard.collect.refusal import Refusal
from xacct_guard.collect.role import Role
from xacct_guard.collect.target import Wanted
from xacct_guard.snapshot import schema
from xacct_guard.snapshot.read import Snapshot

pytestmark = pytest.mark.xdist_group("collect")
BOTH = {estate.OWN, estate.OTHER}


def test_every_account_and_region_is_in_the_snapshot(undisturbed):
    documents, missing = undisturbed
    assert {account for account, *_ in documents} == BOTH
    keys = {(account, region) for account, region, kind, _ in documents if kind == "kms:key"}
    assert keys == {(account, region) for account in BOTH for region in estate.REGIONS}
    assert missing == []


def test_each_principal_and_policy_is_a_document_by_its_arn(undisturbed):
    documents, _ = undisturbed
    for account in BOTH:
        arn = f"arn:aws:iam::{account}:role/worker"
        record = documents[account, "", "iam:authorization-details", arn]
        details = record["get_account_authorization_details"]
        assert [each["RoleName"] for each in details["RoleDetailList"]] == ["worker"]
        others = {"UserDetailList", "GroupDetailList", "Policies"}
        assert not others & details.keys()


def test_a_look_that_finds_nothing_is_null_and_one_that_finds_something_is_kept(undisturbed):
    documents, _ = undisturbed
    policies = [
        record["get_bucket_policy"]
        for (_, _, kind, _), record in documents.items()
        if kind == "s3:bucket"
    ]
    assert policies.count(None) == 4
    assert sum("s3:GetObject" in said["Policy"] for said in policies if said) == 8


def test_an_item_says_where_it_is(undisturbed):
    documents, _ = undisturbed
    for (account, region, kind, _), record in documents.items():
        if kind == "kms:key":
            item = record["list_keys"]
            assert (item["account"], item["region"], item["partition"]) == (account, region, "aws")


@pytest.mark.nightly
def test_a_second_collection_holds_the_same(undisturbed, proxy, tmp_path):
    collected(tmp_path / "s")
    assert content(tmp_path / "s") == undisturbed


def test_the_snapshot_is_for_its_owner_only(snapshot):
    assert stat.S_IMODE(snapshot.stat().st_mode) == 0o600


def test_no_value_of_a_secret_is_in_the_snapshot(undisturbed):
    """Planted in a secret, in parameters of two types, in variables of a function and of a build project."""
    documents, _ = undisturbed
    assert estate.SECRET not in repr(documents)


def test_an_account_that_cannot_be_entered_is_named_and_the_others_are_there(
    proxy, tmp_path, undisturbed
):
    proxy.faults = lambda call: (
        Error(403, "AccessDenied", "not you") if call.operation == "assume_role" else None
    )
    outcome, events = collected(tmp_path / "s", FEW)
    assert outcome.unreachable == {estate.OTHER: Refusal("AccessDenied", "not you")}
    documents, missing = content(tmp_path / "s")
    assert documents == only(undisturbed, {kind.name for kind in FEW}, (estate.OWN,))
    assert [(m.account, m.kind, m.operation, m.error) for m in missing] == [
        (estate.OTHER, "", "assume_role", "AccessDenied")
    ]
    with Snapshot(tmp_path / "s") as snapshot:
        assert [bool(each.collected) for each in snapshot.accounts()] == [True, False]
    assert [each.account for each in events if each.what == "account-unreachable"] == [estate.OTHER]


def test_a_region_that_is_not_enabled_is_named(proxy, tmp_path):
    wanted = Wanted((estate.OWN,), ("us-east-1", "mars-north-1"))
    outcome, _ = collected(tmp_path / "s", FEW, wanted=wanted)
    _, missing = content(tmp_path / "s")
    assert [(m.region, m.kind, m.error) for m in missing] == [
        ("mars-north-1", "", "RegionDisabled")
    ]
    assert not [call for call in proxy.calls if call.region == "mars-north-1"]
    assert outcome.collected == [estate.OWN]


def test_never_more_calls_are_in_flight_than_allowed_for_an_account_and_a_service(proxy, tmp_path):
    proxy.delay = 0.02
    collected(tmp_path / "s", FEW, limits=Limits(in_flight=2, read=10))
    assert max(proxy.most.values()) == 2
    assert proxy.most.total() > 10


def test_a_role_is_taken_on_with_its_path_its_external_id_and_tags():
    role = Role("/team/audit", "ours", {"for": "audit"})
    assert role.parameters("222222222222", "aws-cn") == {
        "RoleArn": "arn:aws-cn:iam::222222222222:role/team/audit",
        "RoleSessionName": "xacct-guard",
        "ExternalId": "ours",
        "Tags": [{"Key": "for", "Value": "audit"}],
    }


def test_of_the_organization_only_our_own_account_is_asked(undisturbed, proxy, tmp_path):
    documents, _ = undisturbed
    of_it = {key for key in documents if key[2].startswith("organizations:")}
    assert {account for account, *_ in of_it} == {estate.OWN}
    policies = [documents[key] for key in of_it if key[2] == "organizations:service-control-policy"]
    assert any("iam:CreateUser" in repr(each["describe_policy"]) for each in policies)


def test_an_account_that_is_closed_is_named_and_not_asked(proxy, tmp_path):
    outcome, events = collected(tmp_path / "s", FEW, wanted=Wanted(None, estate.REGIONS))
    assert outcome.collected == [estate.OWN]
    (closed,) = outcome.skipped
    _, missing = content(tmp_path / "s")
    assert [(m.account, m.kind, m.error) for m in missing] == [(closed, "", "AccountNotActive")]
    assert [each.account for each in events if each.what == "account-skipped"] == [closed]
    assert not [call for call in proxy.calls if call.operation == "assume_role"]


def test_an_account_that_nobody_named_says_what_it_knows_of_the_organization_alone(proxy, tmp_path):
    kinds = (*FEW, *(kind for kind in live.kinds() if kind.name.startswith("organizations:")))
    outcome, _ = collected(tmp_path / "s", kinds, accounts=(estate.OTHER,))
    assert outcome.collected == [estate.OTHER]
    documents, missing = content(tmp_path / "s")
    kinds = {kind for account, _, kind, _ in documents if account == estate.OWN}
    assert kinds
    assert all(kind.startswith("organizations:") for kind in kinds)
    assert [(m.account, m.kind, m.error) for m in missing] == [(estate.OWN, "", "NotAsked")]


def test_an_account_without_a_role_to_enter_it_is_named(proxy, tmp_path):
    accounts = Accounts(operations(()), LIMITS)
    said = accounts.into(estate.OTHER, accounts.own())
    assert (said.error, estate.OWN in said.message) == ("NoRole", True)


def test_what_is_collected_fits_the_schema(snapshot):
    with Snapshot(snapshot) as held:
        Draft202012Validator(schema()).validate(shown(held))
