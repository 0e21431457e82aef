"""What was refused: which questions become unknown by it, and with what words. None turns to allow or deny."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest

from tests.load.written import KEY, OTHER, OWN, REGION, ROLE, Written, allow, decision, modelled
from xacct_guard import live as tables
from xacct_guard.load.snapshots.unread import Unread
from xacct_guard.naming import principal_named
from xacct_guard.question import Question, ask
from xacct_guard.run import Options, check, model_of
from xacct_guard.snapshot.rows import Account, Document, Missing
from xacct_guard.snapshot.write import create

KINDS = {kind.name: kind for kind in tables.kinds()}


@pytest.fixture
def live(tmp_path):
    written = Written(tmp_path)
    written.role()
    return written


@dataclass(frozen=True)
class Thing:
    """A thing with a policy: what is listed and looked at, and a request that its policy decides."""

    name: str
    record: dict
    action: str
    resource: str
    more: tuple[tuple[str, str, dict], ...] = field(default=())


def policy(action: str) -> str:
    return json.dumps(allow(ROLE, action))


def arn(service: str, rest: str, region: str = REGION, account: str = OWN) -> str:
    return f"arn:aws:{service}:{region}:{account}:{rest}"


FUNCTION = {"FunctionName": "f", "FunctionArn": arn("lambda", "function:f")}
DOMAIN = {"name": "d", "owner": OWN, "arn": arn("codeartifact", "domain/d")}
THINGS = {
    "s3:bucket": Thing(
        "data",
        {
            "list_buckets": {"Name": "data", "BucketRegion": REGION},
            "get_bucket_policy": {"Policy": policy("s3:GetObject")},
            "get_public_access_block": None,
        },
        "s3:GetObject",
        "arn:aws:s3:::data/object",
    ),
    "kms:key": Thing(
        KEY,
        {
            "list_keys": {"KeyId": KEY, "KeyArn": arn("kms", f"key/{KEY}")},
            "describe_key": {"KeyMetadata": {"Enabled": True, "KeyState": "Enabled"}},
            "get_key_policy": {"Policy": policy("kms:Decrypt")},
            "list_grants": {"Grants": []},
        },
        "kms:Decrypt",
        arn("kms", f"key/{KEY}"),
    ),
    "ecr:repository": Thing(
        "images",
        {
            "describe_repositories": {"repositoryName": "images"},
            "get_repository_policy": {"policyText": policy("ecr:BatchGetImage")},
        },
        "ecr:BatchGetImage",
        arn("ecr", "repository/images"),
    ),
    "lambda:function": Thing(
        "f",
        {"list_functions": FUNCTION, "get_policy": {"Policy": policy("lambda:InvokeFunction")}},
        "lambda:InvokeFunction",
        arn("lambda", "function:f"),
    ),
    "lambda:alias": Thing(
        "live",
        {
            "list_aliases": {"Name": "live", "AliasArn": arn("lambda", "function:f:live")},
            "get_policy": {"Policy": policy("lambda:InvokeFunction")},
        },
        "lambda:InvokeFunction",
        arn("lambda", "function:f:live"),
        (("lambda:function", "f", {"list_functions": FUNCTION, "get_policy": None}),),
    ),
    "sns:topic": Thing(
        arn("sns", "t"),
        {
            "list_topics": {"TopicArn": arn("sns", "t")},
            "get_topic_attributes": {"Policy": policy("sns:Publish")},
        },
        "sns:Publish",
        arn("sns", "t"),
    ),
    "sqs:queue": Thing(
        "https://sqs/q",
        {
            "list_queues": {"name": "https://sqs/q"},
            "get_queue_attributes": {
                "QueueArn": arn("sqs", "q"),
                "Policy": policy("sqs:SendMessage"),
            },
        },
        "sqs:SendMessage",
        arn("sqs", "q"),
    ),
    "secretsmanager:secret": Thing(
        "token",
        {
            "list_secrets": {"Name": "token", "ARN": arn("secretsmanager", "secret:token-AbC123")},
            "get_resource_policy": {"ResourcePolicy": policy("secretsmanager:GetSecretValue")},
        },
        "secretsmanager:GetSecretValue",
        arn("secretsmanager", "secret:token-AbC123"),
    ),
    "dynamodb:table": Thing(
        "t",
        {
            "list_tables": {"name": "t"},
            "describe_table": {},
            "get_resource_policy": {"Policy": policy("dynamodb:GetItem")},
        },
        "dynamodb:GetItem",
        arn("dynamodb", "table/t"),
    ),
    "kinesis:stream": Thing(
        "s",
        {
            "list_streams": {"StreamName": "s", "StreamARN": arn("kinesis", "stream/s")},
            "describe_stream_summary": {},
            "get_resource_policy": {"Policy": policy("kinesis:PutRecord")},
        },
        "kinesis:PutRecord",
        arn("kinesis", "stream/s"),
    ),
    "codeartifact:domain": Thing(
        "d",
        {
            "list_domains": DOMAIN,
            "get_domain_permissions_policy": {
                "Document": policy("codeartifact:GetAuthorizationToken")
            },
        },
        "codeartifact:GetAuthorizationToken",
        arn("codeartifact", "domain/d"),
    ),
    "codeartifact:repository": Thing(
        "d/r",
        {
            "list_repositories": {
                "name": "r",
                "domainName": "d",
                "arn": arn("codeartifact", "repository/d/r"),
            },
            "get_repository_permissions_policy": {
                "Document": policy("codeartifact:ReadFromRepository")
            },
        },
        "codeartifact:ReadFromRepository",
        arn("codeartifact", "repository/d/r"),
    ),
    "events:event-bus": Thing(
        "bus",
        {
            "list_event_buses": {"Name": "bus"},
            "describe_event_bus": {"Policy": policy("events:PutEvents")},
        },
        "events:PutEvents",
        arn("events", "event-bus/bus"),
    ),
    "sagemaker:model-package-group": Thing(
        "models",
        {
            "list_model_package_groups": {"ModelPackageGroupName": "models"},
            "get_model_package_group_policy": {
                "ResourcePolicy": policy("sagemaker:DescribeModelPackage")
            },
        },
        "sagemaker:DescribeModelPackage",
        arn("sagemaker", "model-package/models/1"),
        (
            (
                "sagemaker:model-package",
                arn("sagemaker", "model-package/models/1"),
                {
                    "list_model_packages": {
                        "ModelPackageArn": arn("sagemaker", "model-package/models/1"),
                        "ModelPackageGroupName": "models",
                    },
                    "describe_model_package": {},
                },
            ),
        ),
    ),
}
BESIDE = {"s3:accesspoint"}
"""Requests to it are decided by what its bucket says as well."""


def put(live: Written, kind: str, *, without: str = "", listed: bool = True) -> Thing:
    thing = THINGS[kind]
    for other, name, record in thing.more:
        live.put(other, name, record)
    if listed:
        record = {key: said for key, said in thing.record.items() if key != without}
        live.put(kind, thing.name, record)
    return thing


def test_every_kind_with_a_policy_is_in_the_table():
    assert {kind.name for kind in KINDS.values() if kind.policy} - BESIDE == set(THINGS)


@pytest.mark.parametrize("kind", THINGS)
def test_what_was_read_decides(live, kind):
    thing = put(live, kind)
    assert decision(live, thing.action, thing.resource).verdict == "allow"


@pytest.mark.parametrize("kind", THINGS)
def test_a_policy_that_was_refused_leaves_the_request_open_and_is_named(live, kind):
    look = KINDS[kind].policy.partition(".")[0]
    thing = put(live, kind, without=look)
    live.lack(kind, look, thing.name)
    found = decision(live, thing.action, thing.resource)
    assert found.verdict == "unknown"
    assert any(look in name and "not read" in name for name in found.depends_on), found.depends_on


WHOLE = ("", "", "assume_role")
"""A row about all of an account: Region, kind, operation."""


@pytest.mark.parametrize("error", ["AccessDenied", "AccountNotActive", "NotAsked", "NoRole"])
@pytest.mark.parametrize("what", ["listing", "Region", "account"])
@pytest.mark.parametrize("kind", THINGS)
def test_a_listing_that_was_refused_leaves_the_request_open(live, kind, what, error):
    thing = put(live, kind, listed=False) if what == "listing" else THINGS[kind]
    rows = {
        "listing": (REGION, kind, KINDS[kind].lists.key),
        "Region": (REGION, "", "describe_regions"),
        "account": WHOLE,
    }
    region, of, operation = rows[what]
    live.missing.append(Missing(OWN, region, of, "", operation, error, "told by AWS"))
    assert decision(live, thing.action, thing.resource).verdict == "unknown"


ADDING = {
    "ecr:registry-policy": ("ecr:repository", "get_repository_policy"),
    "ram:share": ("sagemaker:model-package-group", "get_model_package_group_policy"),
}


@pytest.mark.parametrize("refused", ["listing", "Region", "nothing"])
@pytest.mark.parametrize("kind", ADDING)
def test_what_may_let_in_more_leaves_a_denial_open_where_it_was_refused(live, kind, refused):
    guarded, look = ADDING[kind]
    thing = THINGS[guarded]
    live.put(guarded, thing.name, {**thing.record, look: None})
    if refused == "listing":
        live.lack(kind, KINDS[kind].lists.key)
    elif refused == "Region":
        live.lack("", "describe_regions")
    found = decision(live, thing.action, thing.resource)
    assert found.verdict == ("implicit_deny" if refused == "nothing" else "unknown")
    if refused != "nothing":
        assert any(kind in name for name in found.depends_on)


@pytest.mark.parametrize("refused", ["list_resources", "list_principals", "nothing"])
def test_a_share_of_which_a_part_was_refused_leaves_open_what_it_is_about(live, refused):
    thing = THINGS["sagemaker:model-package-group"]
    group = {**thing.record, "get_model_package_group_policy": None}
    live.put("sagemaker:model-package-group", thing.name, group)
    share = {
        "get_resource_shares": {
            "name": "other",
            "resourceShareArn": "arn:share",
            "account": OWN,
            "region": REGION,
            "partition": "aws",
        },
        "list_resources": [arn("sagemaker", "model-package-group/others")],
        "list_principals": [OTHER],
    }
    if refused == "list_principals":
        share["list_resources"] = [arn("sagemaker", "model-package-group/models")]
    live.put("ram:share", "arn:share", {k: said for k, said in share.items() if k != refused})
    found = decision(live, thing.action, thing.resource)
    assert found.verdict == ("implicit_deny" if refused == "nothing" else "unknown")


FENCE = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"}],
}
MANAGEMENT = "999999999999"


def organization(folder, *, rows: tuple[Missing, ...] = (), without: frozenset[str] = frozenset()):
    """Two accounts below a management account of which nothing else was asked."""
    live = Written(folder)
    live.role()
    put(live, "s3:bucket")
    types = [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}]
    said = [
        (
            "organization",
            "o-1",
            {"describe_organization": {"Id": "o-1", "MasterAccountId": MANAGEMENT}},
        ),
        *(("account", id, {"list_accounts": {"Id": id, "Name": id}}) for id in (OWN, OTHER)),
        (
            "root",
            "r-1",
            {
                "list_roots": {"Id": "r-1", "PolicyTypes": types},
                "list_accounts_for_parent": [OWN, OTHER],
                "units": [],
            },
        ),
        (
            "service-control-policy",
            "p-1",
            {
                "list_policies": {"Id": "p-1", "Name": "Fence"},
                "describe_policy": {"Content": json.dumps(FENCE)},
                "list_targets_for_policy": ["r-1"],
            },
        ),
    ]
    documents = [
        Document(MANAGEMENT, "", f"organizations:{kind}", name, record)
        for kind, name, record in said
        if kind not in without
    ]
    path = live.file()
    path.rename(folder / "before.db")
    with create(path, {"tool": "test", "started": "2026-01-01T00:00:00Z"}) as writer:
        for id in (OWN, OTHER):
            of = [each for each in live.documents if each.account == id]
            writer.put(Account(id, id, "aws", (REGION,), "2026-01-01T00:00:00Z"), of, ())
        writer.put(Account(MANAGEMENT, "", "aws", (), "2026-01-01T00:00:00Z"), documents, rows)
    (folder / "before.db").unlink()
    return path


def asked(path):
    from xacct_guard.naming import principal_named
    from xacct_guard.question import Circumstances, Question, ask

    graph = model_of((path,), Options()).graph
    known = Circumstances({"aws:securetransport": "true"})
    thing = THINGS["s3:bucket"]
    question = Question(principal_named(ROLE, graph), thing.action, thing.resource, known)
    return ask(question, graph).decision


def test_an_account_that_was_asked_for_its_organization_alone_has_told_of_that(tmp_path):
    row = Missing(MANAGEMENT, "", "", "", "assume_role", "NotAsked", "only its organization")
    found = asked(organization(tmp_path, rows=(row,)))
    assert (found.verdict, found.denied_by) == ("explicit_deny", "scp")


@pytest.mark.parametrize(
    ("kind", "operation"),
    [("service-control-policy", "list_policies"), ("account", "list_accounts")],
)
def test_control_policies_that_were_refused_to_who_may_ask_leave_everything_open(
    tmp_path, kind, operation
):
    row = Missing(MANAGEMENT, "", f"organizations:{kind}", "", operation, "Throttled", "")
    found = asked(organization(tmp_path, rows=(row,), without=frozenset({kind})))
    expected = "explicit_deny" if kind == "account" else "unknown"
    assert found.verdict == expected, "where accounts are, their units tell as well"


def rows(*said: tuple[str, str, str, str, str, str]) -> Unread:
    return Unread(
        Missing(account, region, kind, name, operation, error, "in words")
        for account, region, kind, name, operation, error in said
    )


NOT_ENTERED = (OWN, "", "", "", "assume_role", "AccessDenied")
OF_ORGANIZATION = (OWN, "", "", "", "assume_role", "NotAsked")
WHICH_REGIONS = (OWN, "", "", "", "describe_regions", "AccessDenied")
DISABLED = (OWN, "eu-south-1", "", "", "describe_regions", "RegionDisabled")
BUCKETS = (OWN, "", "s3:bucket", "", "list_buckets", "AccessDenied")
KEYS = (OWN, REGION, "kms:key", "", "list_keys", "AccessDenied")
ONE_KEY = (OWN, REGION, "kms:key", "k", "get_key_policy", "AccessDenied")
KNOWN = [
    (NOT_ENTERED, OWN, REGION, "kms:key", False),
    (NOT_ENTERED, OWN, "", "s3:bucket", False),
    (NOT_ENTERED, OWN, "", "organizations:root", False),
    (NOT_ENTERED, OTHER, REGION, "kms:key", True),
    (OF_ORGANIZATION, OWN, REGION, "kms:key", False),
    (OF_ORGANIZATION, OWN, "", "organizations:root", True),
    (WHICH_REGIONS, OWN, REGION, "kms:key", True),
    (DISABLED, OWN, "eu-south-1", "kms:key", False),
    (DISABLED, OWN, REGION, "kms:key", True),
    (BUCKETS, OWN, "", "s3:bucket", False),
    (BUCKETS, OWN, REGION, "kms:key", True),
    (KEYS, OWN, REGION, "kms:key", False),
    (KEYS, OWN, REGION, "kms:alias", True),
    (KEYS, OWN, "eu-west-1", "kms:key", True),
    (ONE_KEY, OWN, REGION, "kms:key", True),
]


@pytest.mark.parametrize(("row", "account", "region", "kind", "known"), KNOWN)
def test_of_which_kinds_it_is_known_what_there_is(row, account, region, kind, known):
    assert (rows(row).listing(account, region, kind) is None) is known


TOLD = [
    ((NOT_ENTERED,), f"account {OWN}", "`assume_role` failed: AccessDenied"),
    ((OF_ORGANIZATION,), f"account {OWN}", "in words"),
    ((DISABLED,), f"account {OWN} in eu-south-1", "in words"),
    (
        (WHICH_REGIONS,),
        f"which Regions are enabled in account {OWN}",
        "`describe_regions` failed: AccessDenied",
    ),
    (
        (BUCKETS,),
        f"list_buckets of s3:bucket in account {OWN}",
        "`list_buckets` failed: AccessDenied",
    ),
    (
        (KEYS, (OTHER, "eu-west-1", *KEYS[2:])),
        f"list_keys of kms:key in accounts {OWN}, {OTHER} in {REGION}, eu-west-1",
        "`list_keys` failed: AccessDenied",
    ),
    (
        tuple((*ONE_KEY[:3], name, *ONE_KEY[4:]) for name in "abcde"),
        "get_key_policy of kms:key/a, kms:key/b, kms:key/c and 2 more"
        f" in account {OWN} in {REGION}",
        "`get_key_policy` failed: AccessDenied",
    ),
]


@pytest.mark.parametrize(("refused", "about", "because"), TOLD)
def test_what_is_not_known_is_told_once_for_all_that_were_refused_alike(refused, about, because):
    assert list(rows(*refused).told()) == [(about, because)]


def test_of_an_account_in_two_snapshots_the_one_that_has_it_whole_and_last_holds(tmp_path):
    def written(name: str, account: Account, *rows: Missing, bucket: bool = True) -> None:
        document = Document(OWN, REGION, "s3:bucket", name, {"list_buckets": {"Name": name}})
        with create(tmp_path / name, {"tool": "t", "started": "2026-01-01T00:00:00Z"}) as writer:
            writer.put(account, [document] if bucket else [], rows)

    whole = Account(OWN, "", "aws", (REGION,), "2026-01-02T00:00:00Z")
    written("first.db", Account(OWN, "", "aws", (REGION,), "2026-01-01T00:00:00Z"))
    written("second.db", whole)
    not_asked = Missing(OWN, "", "", "", "assume_role", "NotAsked", "")
    last = Account(OWN, "", "aws", (), "2026-01-03T00:00:00Z")
    written("third.db", last, not_asked, bucket=False)
    model = model_of((tmp_path,), Options())
    assert {each.name for each in model.graph.of_type("s3:bucket")} == {"second.db"}
    told = {each.about for each in model.estate.assumptions if each.assumed == "passed over"}
    assert told == {f"what `{name}.db` says of {OWN}" for name in ("first", "third")}


CONFIG = """accounts: {{own: {{id: "{own}", regions: [us-east-1]}}}}
stacks:
  - {{name: user, template: user.yaml, account: own, parameters: {{Given: "${{stacks.{said}.outputs.Key}}"}}}}
"""
USER = """Parameters: {Given: {Type: String}}
Resources: {Topic: {Type: 'AWS::SNS::Topic'}}
Outputs: {Said: {Value: !Ref Given}}
"""


@pytest.mark.parametrize(
    ("regions", "said", "value"),
    [
        ((REGION,), "platform", f"key of {REGION}"),
        ((REGION, "eu-west-1"), "platform", None),
        ((REGION, "eu-west-1"), f"{OWN}/eu-west-1/platform", "key of eu-west-1"),
    ],
)
def test_a_stack_is_known_by_its_name_where_it_alone_has_it(tmp_path, live, regions, said, value):
    for region in regions:
        outputs = [{"OutputKey": "Key", "OutputValue": f"key of {region}"}]
        stack = {"StackName": "platform", "StackId": f"arn:{region}", "Outputs": outputs}
        live.put("cloudformation:stack", "platform", {"describe_stacks": stack}, region=region)
    (tmp_path / "user.yaml").write_text(USER)
    (tmp_path / "xacct-guard.yaml").write_text(CONFIG.format(own=OWN, said=said))
    model = modelled(live)
    if value is not None:
        assert model.estate.resolve("stacks.user.outputs.Said") == value
    else:
        (failure,) = model.failures
        assert f"{OWN}/eu-west-1/platform" in (failure.help or "")


@pytest.mark.parametrize("is_refused", [True, False])
def test_a_pipeline_that_was_not_read_is_in_the_report_by_its_name_as_unknown(live, is_refused):
    action = {
        "name": "Approve",
        "actionTypeId": {"category": "Approval", "owner": "AWS", "provider": "Manual"},
    }
    pipeline = {
        "name": "promote",
        "roleArn": f"arn:aws:iam::{OWN}:role/pipeline",
        "stages": [{"name": "Only", "actions": [action]}],
    }
    record = {"list_pipelines": {"name": "promote"}, "get_pipeline": {"pipeline": pipeline}}
    if is_refused:
        del record["get_pipeline"]
        live.lack("codepipeline:pipeline", "get_pipeline", "promote")
    live.put("codepipeline:pipeline", "promote", record)
    report = check((live.file(),), Options()).report
    (found,) = report.pipelines
    assert (found.name, found.account, found.verdict) == ("promote", OWN, "unknown")
    (stage,) = found.stages
    (action,) = stage.actions
    depends = " ".join(name for hop in action.hops for name in hop.depends_on)
    assert ("get_pipeline of" in depends) is is_refused


@pytest.mark.parametrize("refused", ["listing", "account", "nothing"])
def test_a_role_that_is_asked_about_by_name_is_unknown_where_its_account_was_refused(live, refused):
    other = f"arn:aws:iam::{OWN}:role/somebody"
    put(live, "s3:bucket")
    if refused != "nothing":
        kind = "iam:authorization-details" if refused == "listing" else ""
        live.lack(kind, "get_account_authorization_details", region="")
    graph = modelled(live).graph
    asked = Question(principal_named(other, graph), "s3:GetObject", "arn:aws:s3:::data/object")
    assert ask(asked, graph).decision.verdict == "unknown"
