"""What rules find in a snapshot account by account is what they find in it as a whole."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from tests.load.test_snapshots import FENCE, key, organization
from tests.load.written import KEY, OTHER, OWN, REGION, ROLE, Written, allow
from xacct_guard.finding import Finding
from xacct_guard.graph.access_graph import names_in
from xacct_guard.load.snapshots.principals import Principals
from xacct_guard.load.snapshots.trust import trusted
from xacct_guard.run import Options, judged, judged_model, model_of
from xacct_guard.snapshot.read import Snapshot


@pytest.fixture
def live(tmp_path):
    return Written(tmp_path)


def both(live: Written, rule: str, **more: object) -> tuple[list[Finding], list[Finding]]:
    """The findings of a rule, account by account and as a whole."""
    options, path = Options(select=(rule,), **more), live.file()
    _, apart = judged_model((path,), options)
    return [*apart.findings], [*judged(model_of((path,), options), options).findings]


def test_a_key_that_keeps_out_whom_a_bucket_of_another_account_lets_in_is_told(live):
    key(live, allow(f"arn:aws:iam::{OWN}:root", "kms:*"))
    encryption = {
        "SSEAlgorithm": "aws:kms",
        "KMSMasterKeyID": f"arn:aws:kms:{REGION}:{OWN}:key/{KEY}",
    }
    rules = [{"ApplyServerSideEncryptionByDefault": encryption}]
    record = {
        "list_buckets": {"Name": "theirs", "BucketRegion": REGION},
        "get_bucket_policy": {
            "Policy": json.dumps(allow("333333333333", "s3:GetObject", "arn:aws:s3:::theirs/*"))
        },
        "get_public_access_block": None,
        "get_bucket_encryption": {"ServerSideEncryptionConfiguration": {"Rules": rules}},
    }
    live.put("s3:bucket", "theirs", record, OTHER)
    apart, whole = both(live, "bucket-grant-without-its-key")
    assert apart == whole
    assert [each.account for each in apart] == [OWN]


def open_role(account: str) -> dict:
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole"}
    trust["Principal"] = {"Service": "sagemaker.amazonaws.com"}
    role = {
        "RoleName": "trainer",
        "Arn": f"arn:aws:iam::{account}:role/trainer",
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
        "RolePolicyList": [],
    }
    return {"get_account_authorization_details": {"RoleDetailList": [role]}}


def test_what_is_told_once_for_a_file_is_told_once_for_an_account(live):
    for account in (OWN, OTHER):
        live.put("iam:authorization-details", "trainer", open_role(account), account, "")
    apart, whole = both(live, "service-let-in-for-anyone")
    assert apart == whole
    assert [each.account for each in apart] == [OWN, OTHER]


def test_what_a_control_policy_has_is_told_once(live):
    fence = {"Version": "2012-10-17", "Statement": [{**FENCE["Statement"][0]}]}
    fence["Statement"][0]["Action"] = ["s3:*", "s3:GetObject"]
    organization(live, fence)
    apart, whole = both(live, "redundant-element")
    assert apart == whole
    assert len(apart) == 1


def test_what_a_pack_requires_is_asked_of_everybody(live, tmp_path):
    live.role()
    live.bucket(
        policy=allow(f"arn:aws:iam::{OTHER}:role/reader", "s3:GetObject", "arn:aws:s3:::data/*")
    )
    pack = tmp_path / "ours.toml"
    pack.write_text(
        'name = "ours"\nabout = "ours"\nselect = ["unmet-requirement"]\n[[must_not]]\nname = "closed"\n'
        f'principal = "arn:aws:iam::{OTHER}:role/*"\n'
        'action = "s3:GetObject"\nresource = "arn:aws:s3:::data/*"\n'
    )
    apart, whole = both(live, "unmet-requirement", packs=(str(pack),))
    assert apart == whole
    assert len(apart) == 1


TRUSTS = {
    "a role": {"Principal": {"AWS": f"arn:aws:iam::{OTHER}:role/reader"}},
    "an account": {"Principal": {"AWS": [OTHER, f"arn:aws:iam::{OWN}:root"]}},
    "an account as a number": {"Principal": {"AWS": int(OTHER)}},
    "anybody": {"Principal": "*"},
    "a unique id": {"Principal": {"AWS": "AROAEXAMPLE0123456789"}},
    "a service, for an account": {
        "Principal": {"Service": "sagemaker.amazonaws.com"},
        "Condition": {"StringEquals": {"aws:SourceAccount": OTHER}},
    },
    "anybody but one": {"NotPrincipal": {"AWS": OTHER}},
    "nobody": {"Effect": "Deny", "Principal": {"AWS": OTHER}},
}


@pytest.mark.parametrize("encoded", [False, True], ids=["plain", "encoded"])
@pytest.mark.parametrize("trust", TRUSTS.values(), ids=TRUSTS)
def test_whom_a_trust_policy_names_is_told_as_the_parsed_policy_tells_it(live, trust, encoded):
    document = allow("", "sts:AssumeRole")
    document["Statement"][0] |= trust
    del document["Statement"][0]["Resource"]
    text = quote(json.dumps(document)) if encoded else document
    role = {"RoleName": "reader", "Arn": ROLE, "AssumeRolePolicyDocument": text}
    record = {"get_account_authorization_details": {"RoleDetailList": [role]}}
    live.put("iam:authorization-details", ROLE, record, OTHER, "")
    path = live.file()
    with Snapshot(path) as snapshot:
        told = trusted(snapshot, (OTHER,))
    parsed = model_of((path,), Options()).graph.roles[ROLE].trust
    assert told == dict.fromkeys(names_in(parsed), (ROLE,))


def test_a_principal_that_is_not_as_aws_tells_it_is_read_alone_as_it_is_among_others(live):
    odd = {"AttachedManagedPolicies": [{"PolicyName": "lost"}, 3], "PermissionsBoundary": "none"}
    role = {"RoleName": "reader", "Arn": ROLE, "AssumeRolePolicyDocument": None, **odd}
    record = {"get_account_authorization_details": {"RoleDetailList": [role, {}, 7]}}
    live.put("iam:authorization-details", ROLE, record, OTHER, "")
    principals = Principals.of(live.file())
    alone = principals.role(ROLE)
    assert alone == principals.read(OTHER)[0].roles[ROLE]


def test_who_trains_far_away_and_may_approve_in_a_group_for_everybody_is_told(live):
    trust = allow("", "sts:AssumeRole")
    trust["Statement"][0] |= {"Principal": {"Service": "states.amazonaws.com"}}
    del trust["Statement"][0]["Resource"]
    own = [{"PolicyName": "own", "PolicyDocument": allow("", "sagemaker:*")}]
    role = {"RoleName": "reader", "Arn": ROLE, "AssumeRolePolicyDocument": trust}
    details = {"RoleDetailList": [{**role, "RolePolicyList": own}]}
    record = {"get_account_authorization_details": details}
    live.put("iam:authorization-details", ROLE, record, OTHER, "")
    job = {"TrainingJobName": "job", "RoleArn": ROLE}
    resource = "arn:aws:states:::sagemaker:createTrainingJob.sync"
    task = {"Type": "Task", "Resource": resource, "Parameters": job, "End": True}
    definition = json.dumps({"StartAt": "Train", "States": {"Train": task}})
    machine = f"arn:aws:states:{REGION}:{OTHER}:stateMachine:retrain"
    record = {
        "list_state_machines": {"name": "retrain", "stateMachineArn": machine},
        "describe_state_machine": {"roleArn": ROLE, "definition": definition},
    }
    live.put("states:stateMachine", "retrain", record, OTHER)
    record = {
        "list_model_package_groups": {"ModelPackageGroupName": "scores"},
        "get_model_package_group_policy": {
            "ResourcePolicy": json.dumps(allow("*", "sagemaker:UpdateModelPackage"))
        },
    }
    live.put("sagemaker:model-package-group", "scores", record)
    apart, whole = both(live, "own-model-approved")
    assert len(whole) == 1
    assert apart == whole
