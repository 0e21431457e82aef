"""A snapshot is read as an estate: what it tells decides, and what could not be read is unknown and named."""

from __future__ import annotations

import json

import pytest

from tests.load.written import KEY, OTHER, OWN, REGION, ROLE, Written, allow, decision, modelled
from xacct_guard.run import Options, check, model_of


@pytest.fixture
def live(tmp_path):
    return Written(tmp_path)


OBJECT = "arn:aws:s3:::data/object"


def test_a_bucket_policy_that_was_read_decides(live):
    live.role()
    live.bucket(policy=allow(ROLE, "s3:GetObject", "arn:aws:s3:::data/*"))
    assert decision(live, "s3:GetObject", OBJECT).verdict == "allow"


def test_a_bucket_without_a_policy_lets_nobody_of_another_account_in(live):
    live.role()
    live.bucket()
    assert decision(live, "s3:GetObject", OBJECT).verdict == "implicit_deny"


def test_a_bucket_policy_that_was_refused_is_unknown_and_named(live):
    live.role()
    live.bucket(get_bucket_policy="refused")
    live.lack("s3:bucket", "get_bucket_policy", "data")
    found = decision(live, "s3:GetObject", OBJECT)
    assert found.verdict == "unknown"
    assert any("data" in name for name in found.depends_on)
    (told,) = [a for a in modelled(live).estate.assumptions if "get_bucket_policy" in a.about]
    assert (OWN in told.about, "AccessDenied" in told.because) == (True, True)


def test_principals_that_were_refused_are_unknown(live):
    live.bucket(policy=allow(ROLE, "s3:GetObject", "arn:aws:s3:::data/*"))
    live.lack(
        "iam:authorization-details", "get_account_authorization_details", account=OTHER, region=""
    )
    found = decision(live, "s3:GetObject", OBJECT)
    assert found.verdict == "unknown"


def dangling(live: Written) -> list[str]:
    options = Options(select=("dangling-principal",))
    return [each.message for each in check((live.file(),), options).report.findings]


def test_a_role_that_an_account_has_not_got_is_named_by_nobody(live):
    live.role()
    live.bucket(policy=allow(f"{ROLE}-of-old", "s3:GetObject", "arn:aws:s3:::data/*"))
    (message,) = dangling(live)
    assert f"{ROLE}-of-old" in message


def test_of_an_account_whose_roles_were_refused_nobody_says_who_is_there(live):
    live.bucket(policy=allow(f"{ROLE}-of-old", "s3:GetObject", "arn:aws:s3:::data/*"))
    live.lack(
        "iam:authorization-details", "get_account_authorization_details", account=OTHER, region=""
    )
    assert dangling(live) == []


def key(live: Written, policy: dict, **more: object) -> str:
    arn = f"arn:aws:kms:{REGION}:{OWN}:key/{KEY}"
    record = {
        "list_keys": {"KeyId": KEY, "KeyArn": arn},
        "describe_key": {"KeyMetadata": {"KeyManager": "CUSTOMER", "Enabled": True}},
        "get_key_policy": {"Policy": json.dumps(policy)},
        "list_grants": {"Grants": []},
        **more,
    }
    live.put("kms:key", KEY, {name: said for name, said in record.items() if said != "refused"})
    return arn


def test_a_key_is_known_by_the_id_that_it_has(live):
    live.role()
    arn = key(live, allow(ROLE, "kms:Decrypt"))
    assert decision(live, "kms:Decrypt", arn).verdict == "allow"
    assert decision(live, "kms:Encrypt", arn).verdict == "implicit_deny"


def test_a_grant_that_was_read_allows(live):
    live.role()
    grant = {"GranteePrincipal": ROLE, "Operations": ["Decrypt"], "KeyId": KEY}
    arn = key(live, allow(f"arn:aws:iam::{OWN}:root", "kms:*"), list_grants={"Grants": [grant]})
    assert decision(live, "kms:Decrypt", arn).verdict == "allow"


USES = ("kms:Decrypt", "kms:GenerateDataKey", "kms:CreateGrant")
STATES = {
    "Enabled": ("allow", True),
    "Disabled": ("implicit_deny", False),
    "PendingDeletion": ("implicit_deny", False),
    "PendingImport": ("implicit_deny", False),
    "Unavailable": ("unknown", False),
}


@pytest.mark.parametrize("action", USES)
@pytest.mark.parametrize("state", STATES)
def test_a_key_that_is_not_enabled_is_used_by_nobody(live, state, action):
    live.role()
    verdict, enabled = STATES[state]
    said = {"KeyMetadata": {"KeyManager": "CUSTOMER", "Enabled": enabled, "KeyState": state}}
    arn = key(live, allow(ROLE, "kms:*"), describe_key=said)
    found = decision(live, action, arn)
    assert found.verdict == verdict
    assert found.refused_by == ("key_state" if verdict == "implicit_deny" else None)
    assert decision(live, "kms:DescribeKey", arn).verdict == "allow"


@pytest.mark.parametrize("allowed", [True, False])
def test_a_state_that_was_refused_leaves_open_only_what_policies_allow(live, allowed):
    live.role()
    arn = key(live, allow(ROLE, "kms:Decrypt" if allowed else "kms:Sign"), describe_key="refused")
    found = decision(live, "kms:Decrypt", arn)
    assert found.verdict == ("unknown" if allowed else "implicit_deny")
    if allowed:
        assert any("describe_key" in name and KEY in name for name in found.depends_on)


def test_grants_that_were_refused_leave_a_denial_open(live):
    live.role()
    arn = key(live, allow(f"arn:aws:iam::{OWN}:root", "kms:*"), list_grants="refused")
    assert decision(live, "kms:Decrypt", arn).verdict == "unknown"


ANYBODY = allow("*", "s3:GetObject", "arn:aws:s3:::data/*")
BLOCKED = dict.fromkeys(
    ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
)


def test_a_bucket_without_a_block_is_public(live):
    live.role()
    live.bucket(policy=ANYBODY)
    assert decision(live, "s3:GetObject", OBJECT).verdict == "allow"


def test_the_block_of_the_account_holds_for_its_buckets(live):
    live.role()
    live.put(
        "s3:account-public-access-block", "account", {"get_public_access_block": BLOCKED}, region=""
    )
    live.bucket(policy=ANYBODY)
    assert decision(live, "s3:GetObject", OBJECT).verdict == "implicit_deny"


@pytest.mark.parametrize("refused", ["of the bucket", "of the account"])
def test_a_block_that_was_refused_leaves_open_whether_anybody_gets_in(live, refused):
    live.role()
    if refused == "of the bucket":
        live.bucket(policy=ANYBODY, get_public_access_block="refused")
    else:
        live.lack("s3:account-public-access-block", "get_public_access_block", region="")
        live.bucket(policy=ANYBODY)
    assert decision(live, "s3:GetObject", OBJECT).verdict == "unknown"


def test_an_encryption_that_was_refused_leaves_the_key_open(live):
    live.role()
    live.bucket(
        policy=allow(ROLE, "s3:GetObject", "arn:aws:s3:::data/*"), get_bucket_encryption="refused"
    )
    (bucket,) = modelled(live).graph.of_type("s3:bucket")
    from xacct_guard.services.s3 import default_key

    assert "default encryption of data" in (default_key(bucket) or "")


def test_a_secret_has_the_characters_that_were_drawn_for_it(live):
    arn = f"arn:aws:secretsmanager:{REGION}:{OWN}:secret:token-AbC123"
    record = {"list_secrets": {"Name": "token", "ARN": arn}, "get_resource_policy": {"ARN": arn}}
    live.put("secretsmanager:secret", "token", record)
    (secret,) = modelled(live).graph.of_type("secretsmanager:secret")
    assert (secret.arn, secret.name) == (arn, "token")


def organization(live: Written, scp: dict | None, **more: object) -> None:
    def put(kind: str, name: str, record: dict) -> None:
        live.put(f"organizations:{kind}", name, record, OWN, "")

    put("organization", "o-1", {"describe_organization": {"Id": "o-1", "MasterAccountId": OWN}})
    for id, name in ((OWN, "management"), (OTHER, "science")):
        put("account", id, {"list_accounts": {"Id": id, "Name": name}})
    types = [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}]
    root = {
        "list_roots": {"Id": "r-1", "PolicyTypes": types},
        "list_accounts_for_parent": [OWN],
        "units": ["ou-1"],
    }
    put("root", "r-1", root)
    unit = {
        "list_organizational_units_for_parent": {"Id": "ou-1", "Name": "science"},
        "list_accounts_for_parent": [OTHER],
        "units": [],
    }
    put("unit-1", "ou-1", unit)
    for name, document, targets in (
        ("FullAWSAccess", allow("", "*"), ["r-1", "ou-1", OTHER, OWN]),
        ("Fence", scp, ["ou-1"]),
    ):
        if document is not None:
            record = {
                "list_policies": {"Id": f"p-{name}", "Name": name},
                "describe_policy": {"Content": json.dumps(document)},
                "list_targets_for_policy": targets,
                **(more if name == "Fence" else {}),
            }
            kept = {key: said for key, said in record.items() if said != "refused"}
            put("service-control-policy", f"p-{name}", kept)


FENCE = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"}],
}


def test_a_service_control_policy_of_a_unit_stands_above_its_accounts(live):
    live.role()
    live.bucket(policy=allow(ROLE, "s3:GetObject", "arn:aws:s3:::data/*"))
    organization(live, FENCE)
    found = decision(live, "s3:GetObject", OBJECT)
    assert (found.verdict, found.denied_by) == ("explicit_deny", "scp")
    model = modelled(live)
    assert model.estate.organization == "o-1"
    assert len(model.graph.accounts[OTHER].scps) == 3
    assert model.graph.accounts[OTHER].rcps == ()


@pytest.mark.parametrize("look", ["describe_policy", "list_targets_for_policy"])
def test_a_control_policy_of_which_a_part_was_refused_leaves_it_open(live, look):
    live.role()
    live.bucket(policy=allow(ROLE, "s3:GetObject", "arn:aws:s3:::data/*"))
    organization(live, FENCE, **{look: "refused"})
    assert decision(live, "s3:GetObject", OBJECT).verdict == "unknown"


def test_the_configuration_goes_before_what_was_collected(live, tmp_path):
    organization(live, FENCE)
    (tmp_path / "xacct-guard.yaml").write_text(
        f'accounts: {{lab: {{id: "{OTHER}", controls: {{scps: []}}}}}}\n'
    )
    account = modelled(live).graph.accounts[OTHER]
    assert (account.name, account.scps) == ("lab", ())


def network(live: Written) -> None:
    def put(kind: str, name: str, record: dict) -> None:
        live.put(f"ec2:{kind}", name, record)

    dns = {"enableDnsSupport": True, "enableDnsHostnames": True}
    attributes = {name: {name[0].upper() + name[1:]: {"Value": each}} for name, each in dns.items()}
    put(
        "vpc",
        "vpc-1",
        {"describe_vpcs": {"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}, **attributes},
    )
    put("subnet", "subnet-1", {"describe_subnets": {"SubnetId": "subnet-1", "VpcId": "vpc-1"}})
    table = {
        "RouteTableId": "rtb-1",
        "VpcId": "vpc-1",
        "Routes": [{"DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1"}],
        "Associations": [{"Main": True, "RouteTableId": "rtb-1"}],
    }
    put("route-table", "rtb-1", {"describe_route_tables": table})
    endpoint = {
        "VpcEndpointId": "vpce-1",
        "VpcEndpointType": "Gateway",
        "ServiceName": f"com.amazonaws.{REGION}.s3",
        "VpcId": "vpc-1",
        "RouteTableIds": ["rtb-1"],
        "PolicyDocument": json.dumps(allow("*", "s3:GetObject")),
    }
    put("vpc-endpoint", "vpce-1", {"describe_vpc_endpoints": endpoint})


def test_a_subnet_without_a_table_of_its_own_has_the_main_one_and_its_endpoint(live):
    from xacct_guard.graph.step import Page, Stand, Step
    from xacct_guard.route import route
    from xacct_guard.span import Source, Span

    network(live)
    graph = modelled(live).graph
    step = Step(
        "read",
        ROLE,
        "s3:GetObject",
        OBJECT,
        account=OWN,
        region=REGION,
        page=Page("none"),
        span=Span(Source("", "")),
        stand=Stand("vpc-1", ("subnet-1",)),
    )
    way = route(step, graph)
    assert way.endpoint is not None
    assert way.values["aws:sourcevpce"] == "vpce-1"


def test_of_a_network_of_which_a_part_was_refused_nothing_is_said(live):
    network(live)
    live.lack("ec2:vpc-endpoint", "describe_vpc_endpoints")
    assert not modelled(live).graph.of_type("ec2:vpc")


def test_outputs_and_exports_of_stacks_are_there_for_others(live, tmp_path):
    outputs = [{"OutputKey": "KeyArn", "OutputValue": "arn:here", "ExportName": "key"}]
    stack = {
        "StackName": "platform",
        "StackId": f"arn:aws:cloudformation:{REGION}:{OWN}:stack/platform/1",
        "Outputs": outputs,
    }
    live.put("cloudformation:stack", "platform", {"describe_stacks": stack})
    (tmp_path / "own.yaml").write_text(
        """Parameters: {Given: {Type: String}}
Resources: {Topic: {Type: 'AWS::SNS::Topic'}}
Outputs: {Said: {Value: !Ref Given}, Read: {Value: !ImportValue key}}
"""
    )
    (tmp_path / "xacct-guard.yaml").write_text(
        f"""accounts: {{own: {{id: "{OWN}", regions: [{REGION}]}}}}
stacks:
  - name: own
    template: own.yaml
    account: own
    parameters: {{Given: "${{stacks.platform.outputs.KeyArn}}"}}
"""
    )
    resolve = modelled(live).estate.resolve
    assert resolve("stacks.own.outputs.Said") == "arn:here"
    assert resolve("stacks.own.outputs.Read") == "arn:here"


def test_an_account_that_was_not_collected_whole_is_a_failure(live):
    live.unfinished = (OTHER,)
    (failure,) = modelled(live).failures
    assert OTHER in failure.message


def test_what_is_no_snapshot_is_one_clear_failure(tmp_path):
    import sqlite3

    path = tmp_path / "other.sqlite"
    sqlite3.connect(path).executescript("CREATE TABLE t (a)")
    (failure,) = model_of((path,), Options()).failures
    assert "not a snapshot" in failure.message


def test_a_snapshot_in_a_folder_is_read_with_what_lies_beside_it(live, tmp_path):
    live.bucket()
    live.file()
    assert model_of((tmp_path,), Options()).graph.of_type("s3:bucket")


def test_a_share_leaves_open_what_it_lets_others_do(live):
    live.role()
    arn = f"arn:aws:sagemaker:{REGION}:{OWN}:model-package-group/models"
    group = {
        "list_model_package_groups": {"ModelPackageGroupName": "models"},
        "get_model_package_group_policy": None,
    }
    live.put("sagemaker:model-package-group", "models", group)
    asked = ("sagemaker:DescribeModelPackageGroup", arn)
    assert decision(live, *asked).verdict == "implicit_deny"
    share = {
        "get_resource_shares": {"name": "models", "resourceShareArn": "arn:share"},
        "list_resources": [arn],
        "list_principals": [OTHER],
    }
    live.put("ram:share", "arn:share", share)
    assert decision(live, *asked).verdict == "unknown"
