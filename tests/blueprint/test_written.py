"""What is written of policies made by hand: each kind of resource, odd names, other partitions, many."""

from __future__ import annotations

import json

import pytest
import yaml
from reading import expected, read_back, written

from xacct_guard.blueprint.deployment import Deployment
from xacct_guard.grants.document import Line
from xacct_guard.grants.generate import Generated, Generation
from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.graph.model import Resource, Role
from xacct_guard.graph.tags import Tags
from xacct_guard.iam.arn import Arn
from xacct_guard.iam.policy import PolicyKind, Written
from xacct_guard.iam.symbol import Symbol
from xacct_guard.read import read
from xacct_guard.span import Source, Span

A, B = "111111111111", "222222222222"
AT = Span(Source("estate", ""))
KEY = Symbol("shared.Key", "????????-????-????-????-????????????", created=True)
ACT = Symbol("train.Act", "train-Act-*", created=True)
BOTH = pytest.mark.parametrize("format", ["cloudformation", "terraform"])


def line(sid: str, **written: object) -> Line:
    return Line({"Sid": sid, "Effect": "Allow", **written}, (f"flow / {sid}",))


def role_arn(account: str, name: str, partition: str = "aws") -> str:
    return f"arn:{partition}:iam::{account}:role/{name}"


def trust(arn: str, *who: str) -> Generated:
    account = arn.split(":")[4]
    of = (
        {"AWS": who[0] if len(who) == 1 else list(who)}
        if who
        else {"Service": "lambda.amazonaws.com"}
    )
    return Generated(
        account, PolicyKind.TRUST, arn, (line("Enter", Principal=of, Action="sts:AssumeRole"),)
    )


def identity(arn: str, action: str, resource: str, part: int = 0, **more: object) -> Generated:
    lines = (line("May", Action=action, Resource=resource, **more),)
    return Generated(arn.split(":")[4], PolicyKind.IDENTITY, arn, lines, part)


def resource(arn: str, *lines: Line, account: str = "") -> Generated:
    kind = PolicyKind.ENDPOINT if ":vpc-endpoint/" in arn else PolicyKind.RESOURCE
    return Generated(account or arn.split(":")[4], kind, arn, lines)


def deployment(*policies: Generated, graph: AccessGraph | None = None) -> Deployment:
    return Deployment.of(Generation(policies, (), ()), graph or AccessGraph())


def holding(*found: Resource | Role) -> AccessGraph:
    return AccessGraph(
        roles={each.arn: each for each in found if isinstance(each, Role)},
        resources={each.arn: each for each in found if isinstance(each, Resource)},
    )


def held(arn: str, type: str, account: str = A, region: str = "us-east-1") -> Resource:
    parsed = Arn.parse(arn)
    return Resource(arn, type, account, region, parsed.name if parsed else arn, AT)


def two_accounts() -> Deployment:
    """A pipeline that goes into another account, whose role comes back for the key and the bucket."""
    pipeline, act = role_arn(A, "pipeline"), role_arn(B, str(ACT))
    bucket, key = "arn:aws:s3:::artifacts", f"arn:aws:kms:eu-west-1:{A}:key/{KEY}"
    using = line("KmsDecrypt", Principal={"AWS": act}, Action="kms:Decrypt", Resource="*")
    reading = line("Read", Principal={"AWS": act}, Action="s3:GetObject", Resource=f"{bucket}/*")
    return deployment(
        trust(pipeline),
        identity(pipeline, "sts:AssumeRole", act),
        trust(act, pipeline),
        identity(act, "s3:GetObject", f"{bucket}/${{aws:PrincipalAccount}}/*"),
        identity(act, "kms:Decrypt", key, 2),
        resource(bucket, reading, account=A),
        resource(key, using),
        graph=holding(
            held(bucket, "s3:bucket", region="eu-west-1"),
            held(key, "kms:key", region="eu-west-1"),
            Role(act, B, str(ACT), "/", AT),
        ),
    )


@BOTH
def test_two_accounts_as_a_person_reads_them(format, snapshot):
    found = written(two_accounts(), format)
    assert snapshot == "\n".join(f"==== {each.file}\n{each.text}" for each in found.documents)


@BOTH
def test_what_is_written_is_read_back(format):
    assert read_back(written(two_accounts(), format), two_accounts()) == expected(two_accounts())


def test_a_template_gives_the_id_of_the_key_that_another_takes():
    first, second, third, fourth = written(two_accounts(), "cloudformation").documents
    assert (first.account, second.account, third.account) == (A, B, A)
    assert (third.gives, fourth.takes) == (("SharedKeyId",), ("SharedKeyId", "TrainActRoleName"))
    assert "SharedKeyId=…" in fourth.command
    assert "CAPABILITY_NAMED_IAM" in first.command


ACCOUNT_ROLE = role_arn(B, "reader")
BY = {"Principal": {"AWS": ACCOUNT_ROLE}}
ENDPOINT = Symbol("net.S3", "vpce-*", created=True)
CARRIERS = [
    ("arn:aws:s3:::bucket", "s3:GetObject", "arn:aws:s3:::bucket/*"),
    (f"arn:aws:sns:us-east-1:{A}:topic", "sns:Publish", f"arn:aws:sns:us-east-1:{A}:topic"),
    (f"arn:aws:sqs:us-east-1:{A}:queue", "sqs:SendMessage", f"arn:aws:sqs:us-east-1:{A}:queue"),
    (f"arn:aws:ecr:us-east-1:{A}:repository/a/b", "ecr:BatchGetImage", ""),
    (f"arn:aws:events:us-east-1:{A}:event-bus/bus", "events:PutEvents", "self"),
    (f"arn:aws:lambda:us-east-1:{A}:function:work", "lambda:InvokeFunction", "self"),
    (
        f"arn:aws:sagemaker:us-east-1:{A}:model-package-group/g",
        "sagemaker:ListModelPackages",
        "self",
    ),
    (f"arn:aws:secretsmanager:us-east-1:{A}:secret:s-AbCdEf", "secretsmanager:GetSecretValue", "*"),
    (f"arn:aws:kms:us-east-1:{A}:key/11111111-2222-4333-8444-555555555555", "kms:Decrypt", "*"),
    (f"arn:aws:kms:us-east-1:{A}:key/{KEY}", "kms:Decrypt", "*"),
    (f"arn:aws:ec2:us-east-1:{A}:vpc-endpoint/{ENDPOINT}", "s3:GetObject", "*"),
    (f"arn:aws:kinesis:us-east-1:{A}:stream/feed", "kinesis:PutRecord", "self"),
    (f"arn:aws:dynamodb:us-east-1:{A}:table/locks", "dynamodb:GetItem", "self"),
    (f"arn:aws:s3:us-east-1:{A}:accesspoint/door", "s3:GetObject", "self"),
    (f"arn:aws:codeartifact:us-east-1:{A}:domain/us", "codeartifact:GetAuthorizationToken", "self"),
    (
        f"arn:aws:codeartifact:us-east-1:{A}:repository/us/wheels",
        "codeartifact:ReadFromRepository",
        "self",
    ),
]


@BOTH
@pytest.mark.parametrize(("arn", "action", "on"), CARRIERS, ids=lambda each: str(each)[:40])
def test_each_kind_of_resource_gets_its_policy(format, arn, action, on):
    told = {"Resource": arn if on == "self" else on} if on else {}
    found = deployment(resource(arn, line("One", Action=action, **BY, **told), account=A))
    blueprint = written(found, format)
    by_hand = format == "terraform" and ":codeartifact:" in arn
    assert len(blueprint.warnings) == by_hand
    assert read_back(blueprint, found) == expected(found)


MADE_OF_MORE = [
    (
        f"arn:aws:dynamodb:us-east-1:{A}:table/locks",
        {"KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]},
        {"TableName": "locks", "ResourcePolicy": {"PolicyDocument": "here"}},
        "aws dynamodb put-resource-policy --resource-arn arn:aws:dynamodb:us-east-1:",
    ),
    (
        f"arn:aws:codeartifact:us-east-1:{A}:repository/us/wheels",
        {"DomainName": "us"},
        {"RepositoryName": "wheels", "PermissionsPolicyDocument": "here"},
        "aws codeartifact put-repository-permissions-policy --domain us --repository wheels ",
    ),
    (
        f"arn:aws:s3:us-east-1:{A}:accesspoint/door",
        {"Bucket": "artifacts"},
        {"Name": "door", "Policy": "here"},
        f"aws s3control put-access-point-policy --account-id {A} --name door ",
    ),
]


@pytest.mark.parametrize(("arn", "properties", "wanted", "command"), MADE_OF_MORE)
def test_what_is_more_than_its_name_is_made_as_its_template_says_or_left_as_it_is(
    arn, properties, wanted, command
):
    one = resource(arn, line("One", Action="s3:GetObject", Resource=arn, **BY))
    (by_hand,) = written(deployment(one), "cloudformation").documents
    assert by_hand.command.startswith(command)
    there = held(arn, "any:thing")
    made = {there.place: read(Source("estate", json.dumps(properties)))}
    (document,) = written(Deployment((one,), holding(there), made), "cloudformation").documents
    (found,) = yaml.safe_load(document.text)["Resources"].values()
    stated = json.loads(json.dumps(found["Properties"]).replace(json.dumps(one.document), '"here"'))
    assert stated == properties | wanted


def test_a_key_with_an_id_is_there_and_its_policy_is_set_by_a_command():
    key = f"arn:aws:kms:eu-west-1:{A}:key/11111111-2222-4333-8444-555555555555"
    found = deployment(resource(key, line("One", Action="kms:Decrypt", Resource="*", **BY)))
    (document,) = written(found, "cloudformation").documents
    assert document.command.startswith("aws kms put-key-policy --key-id 11111111-2222")
    assert document.command.endswith("--region eu-west-1")
    assert document.file in document.command


@BOTH
def test_a_condition_that_no_permission_can_have_is_told(format):
    function = f"arn:aws:lambda:us-east-1:{A}:function:work"
    condition = {"StringEquals": {"aws:PrincipalTag/team": "ml"}}
    one = line("One", Action="lambda:InvokeFunction", Resource=function, Condition=condition, **BY)
    blueprint = written(deployment(resource(function, one)), format)
    assert len(blueprint.warnings) == 1
    assert [document.file.endswith(".json") for document in blueprint.documents] == [True]


@BOTH
def test_permissions_are_made_for_each_action_principal_and_source(format):
    function = f"arn:aws:lambda:us-east-1:{A}:function:work"
    condition = {
        "ArnLike": {"aws:SourceArn": ["arn:aws:s3:::one", "arn:aws:s3:::two"]},
        "StringEquals": {"aws:SourceAccount": A},
    }
    one = line(
        "One",
        Action=["lambda:InvokeFunction", "lambda:GetFunction"],
        Principal={"Service": "s3.amazonaws.com"},
        Resource=function,
        Condition=condition,
    )
    (document,) = written(deployment(resource(function, one)), format).documents
    word = "AWS::Lambda::Permission" if format == "cloudformation" else '"aws_lambda_permission"'
    assert document.text.count(word) == 4


@BOTH
def test_names_that_are_odd_stay_what_they_are(format):
    odd = [
        role_arn(A, "a/b/with=,.@-chars"),
        role_arn(A, "yes"),
        role_arn(A, "123"),
        role_arn(A, "x" * 64),
    ]
    values = [
        "it's",
        'say "so"',
        "a\\b",
        "${aws:username}",
        "%{if}",
        "x: y # z",
        "é✓",
        "tab\tand\nline",
    ]
    condition = {"StringEquals": {"aws:PrincipalTag/a b": values}}
    found = deployment(
        *(trust(arn) for arn in odd),
        *(identity(arn, "s3:GetObject", "arn:aws:s3:::b/*", Condition=condition) for arn in odd),
    )
    assert read_back(written(found, format), found) == expected(found)


@BOTH
def test_names_that_look_alike_do_not_meet(format):
    roles = [role_arn(A, name) for name in ("my-role", "my_role", "MyRole", "p/my.role")]
    symbols = [Symbol(name, "x-*", created=True) for name in ("a.b", "a-b", "a/b")]
    found = deployment(
        *(trust(arn) for arn in roles),
        *(
            identity(arn, "s3:GetObject", f"arn:aws:s3:::{each}/*")
            for arn, each in zip(roles, symbols, strict=False)
        ),
    )
    assert read_back(written(found, format), found) == expected(found)


@BOTH
def test_names_that_we_make_do_not_meet_those_of_others(format):
    """A role `work` has a policy `WorkPolicy`; a role, a bucket and a function may be called so, too."""
    roles = [role_arn(A, name) for name in ("work", "WorkPolicy", "work-policy", "work_trust")]
    buckets = ["arn:aws:s3:::work", "arn:aws:s3:::work-policy", "arn:aws:s3:::work-trust"]
    reading = line("Read", Action="s3:GetObject", Resource="*", **BY)
    found = deployment(
        *(each for arn in roles for each in (identity(arn, "s3:GetObject", "*"), trust(arn))),
        *(resource(bucket, reading, account=A) for bucket in buckets),
    )
    assert read_back(written(found, format), found) == expected(found)


@BOTH
def test_the_partition_is_that_of_the_estate(format):
    arn = role_arn(A, "worker", "aws-cn")
    queue = f"arn:aws-cn:sqs:cn-north-1:{A}:queue"
    one = line("One", Action="sqs:SendMessage", Principal={"AWS": arn}, Resource=queue)
    found = deployment(trust(arn), resource(queue, one))
    text = "".join(document.text for document in written(found, format).documents)
    assert f"https://sqs.cn-north-1.amazonaws.com.cn/{A}/queue" in text
    assert "arn:aws:" not in text
    assert all(each.region == "cn-north-1" for each in written(found, format).documents)


@BOTH
def test_boundaries_tags_and_paths_of_a_role_stay(format):
    arn = role_arn(A, "team/worker")
    boundary = f"arn:aws:iam::{A}:policy/limit"
    role = Role(
        arn,
        A,
        "worker",
        "/team/",
        AT,
        boundary_arn=Written(boundary, AT),
        tags=Tags({"team": "ml"}),
    )
    (document,) = written(deployment(trust(arn), graph=holding(role)), format).documents
    assert boundary in document.text
    assert "/team/" in document.text
    assert "ml" in document.text


def test_more_than_a_template_takes_is_parted():
    roles = [role_arn(A, f"role-{number}") for number in range(600)]
    named = [Symbol(f"s.Role{number}", "s-*", created=True) for number in range(300)]
    found = deployment(
        *(trust(arn) for arn in roles), *(trust(role_arn(B, str(symbol))) for symbol in named)
    )
    blueprint = written(found, "cloudformation")
    assert [document.account for document in blueprint.documents] == [A, A, B, B]
    for document in blueprint.documents:
        assert document.text.count("Type: AWS::IAM::Role") <= 500
        assert document.text.count("Type: String") <= 200
        assert len(document.text) < 1_000_000
    assert read_back(blueprint, found) == expected(found)


def test_a_region_has_a_template_of_its_own():
    topics = [
        f"arn:aws:sns:{region}:{A}:topic" for region in ("eu-west-1", "us-east-1", "us-east-1")
    ]
    one = line("One", Action="sns:Publish", Resource="*", **BY)
    found = written(
        deployment(*(resource(f"{arn}{n}", one) for n, arn in enumerate(topics))), "cloudformation"
    )
    assert [(each.region, each.file) for each in found.documents] == [
        ("us-east-1", f"1-{A}-us-east-1.yaml"),
        ("eu-west-1", f"2-{A}-eu-west-1.yaml"),
    ]


def test_roles_of_one_name_in_one_account_have_no_default():
    graph = holding(
        *(
            Role(role_arn(A, str(symbol)), A, str(symbol), "/", AT)
            for symbol in (ACT, Symbol("train.Act in eu-west-1", "train-Act-*", created=True))
        ),
        Role(role_arn(B, str(KEY)), B, str(KEY), "/", AT),
    )
    found = deployment(*(trust(arn) for arn in graph.roles), graph=graph)
    assert {each.words[0]: each.default for each in found.parameters.values()} == {
        "train": None,
        "shared": None,
    }


@BOTH
def test_nothing_generated_is_nothing_written(format):
    assert written(deployment(), format).documents == ()


def test_a_policy_with_more_names_than_parameters_has_them_by_default():
    roles = [role_arn(B, str(Symbol(f"s.R{n}", f"s-R{n}-*", created=True))) for n in range(250)]
    graph = holding(*(Role(arn, B, arn.rpartition("/")[2], "/", AT) for arn in roles))
    reading = line("Read", Action="s3:GetObject", Resource="*", Principal={"AWS": roles})
    found = deployment(resource("arn:aws:s3:::many", reading, account=A), graph=graph)
    blueprint = written(found, "cloudformation")
    (document,) = blueprint.documents
    assert (document.takes, blueprint.warnings) == ((), ())
    assert document.text.count(f"- arn:aws:iam::{B}:role/s-R") == 250


@BOTH
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("aws-reserved/sso.amazonaws.com/AWSReservedSSO_Dev_0123456789abcdef", "permission set"),
        ("aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS", "a role of a service"),
    ],
)
def test_nothing_is_attached_to_a_role_that_aws_keeps(format, name, words):
    arn = role_arn(A, name)
    found = deployment(identity(arn, "s3:GetObject", "*"))
    blueprint = written(found, format)
    assert [each.file.endswith(".json") for each in blueprint.documents] == [True]
    assert [words in each for each in blueprint.warnings] == [True]
    assert read_back(blueprint, found) == expected(found)


def test_a_replica_is_not_made_as_a_key_of_its_own():
    key = f"arn:aws:kms:us-west-2:{A}:key/{KEY}"
    one = resource(key, line("One", Action="kms:Decrypt", Resource="*", **BY))
    replica = held(key, "kms:replica", region="us-west-2")
    primary = {"PrimaryKeyArn": key.replace("west-2", "east-1")}
    made = {replica.place: read(Source("estate", json.dumps(primary)))}
    (document,) = written(Deployment((one,), holding(replica), made), "cloudformation").documents
    assert document.command.startswith("aws kms put-key-policy --key-id '${SharedKeyId}' ")
    assert document.takes == ("SharedKeyId",)
