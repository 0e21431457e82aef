"""Who may: nobody who may is left out, and whoever is listed may, under the conditions that are told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from xacct_guard.cli import main
from xacct_guard.cli.exits import Exit
from xacct_guard.iam.condition import holds
from xacct_guard.iam.conditions import operators
from xacct_guard.iam.decision import Verdict
from xacct_guard.iam.grammar import parse_policy
from xacct_guard.iam.layers import KmsGrant
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.iam.symbol import shown
from xacct_guard.naming import resource_named
from xacct_guard.question import Circumstances, Question, ask
from xacct_guard.read import read
from xacct_guard.run import Options, model_of
from xacct_guard.span import Source
from xacct_guard.trace.request import principal_of
from xacct_guard.who_can import Reach, who_can
from xacct_guard.words.conditions import asked_for, not_asked_for

SYSTEM = Path(__file__).parents[1] / "fixtures/systems/three-account-codepipeline"
PUBLISHED = model_of((SYSTEM / "as-published",), Options())
CORRECTED = model_of((SYSTEM / "corrected",), Options())
GITHUB = "token.actions.githubusercontent.com"

ESTATE = f"""
Parameters:
  Partner: {{Type: String}}
Resources:
  Open:
    Type: AWS::S3::Bucket
    Properties: {{BucketName: open}}
  OpenPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Open
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Sid: Organization
            Effect: Allow
            Principal: '*'
            Action: s3:GetObject
            Resource: arn:aws:s3:::open/org/*
            Condition: {{StringEquals: {{aws:PrincipalOrgID: o-1}}}}
          - {{Sid: World, Effect: Allow, Principal: '*', Action: s3:GetObject,
             Resource: 'arn:aws:s3:::open/world/*'}}
          - Sid: Partners
            Effect: Allow
            Principal: {{AWS: [!Ref Partner, '444455556666', 'arn:aws:iam::555555555555:role/buyer']}}
            Action: s3:GetObject
            Resource: arn:aws:s3:::open/partners/*
          - Sid: Logs
            Effect: Allow
            Principal: {{Service: logging.s3.amazonaws.com}}
            Action: s3:PutObject
            Resource: arn:aws:s3:::open/logs/*
            Condition: {{StringEquals: {{aws:SourceAccount: '111111111111'}}}}
          - Sid: NotFromOutside
            Effect: Deny
            Principal: '*'
            Action: s3:GetObject
            Resource: arn:aws:s3:::open/inside/*
            Condition: {{StringNotEquals: {{aws:SourceVpce: [vpce-1, vpce-2]}}}}
  Deployer:
    Type: AWS::IAM::Role
    Properties:
      RoleName: deployer
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: {{Federated: 'arn:aws:iam::111111111111:oidc-provider/{GITHUB}'}}
            Action: sts:AssumeRoleWithWebIdentity
            Condition:
              StringEquals: {{'{GITHUB}:aud': sts.amazonaws.com}}
              StringLike: {{'{GITHUB}:sub': 'repo:acme/*:ref:refs/heads/main'}}
          - Effect: Allow
            Principal: {{Federated: 'arn:aws:iam::111111111111:saml-provider/okta'}}
            Action: sts:AssumeRoleWithSAML
            Condition: {{StringEquals: {{'SAML:aud': 'https://signin.aws.amazon.com/saml'}}}}
          - Effect: Allow
            Principal: {{AWS: 'arn:aws:sts::111111111111:assumed-role/reader/run'}}
            Action: sts:AssumeRole
      Policies:
        - PolicyName: read
          PolicyDocument:
            Version: '2012-10-17'
            Statement: [{{Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::open/*'}}]
  Reader:
    Type: AWS::IAM::Role
    Properties:
      RoleName: reader
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: [{{Effect: Allow, Principal: {{AWS: !GetAtt Deployer.Arn}}, Action: 'sts:AssumeRole'}}]
  Jane:
    Type: AWS::IAM::User
    Properties:
      UserName: jane
      Policies:
        - PolicyName: read
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: s3:GetObject
                Resource: arn:aws:s3:::open/jane/*
                Condition: {{Bool: {{aws:MultiFactorAuthPresent: 'true'}}}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("estate")
    (folder / "ml.yaml").write_text(ESTATE)
    (folder / "xacct-guard.yaml").write_text(
        'accounts: {ml: {id: "111111111111"}}\n'
        "stacks: [{name: ml, template: ml.yaml, account: ml, region: eu-west-1}]\n"
    )
    return folder


@pytest.fixture(scope="module")
def estate(folder):
    model = model_of((folder,), Options())
    assert model.estate.failures == ()
    return model.graph


def may(graph, action: str, resource: str, **told) -> dict[str, Reach]:
    found = who_can(action, resource_named(resource, graph), graph, Circumstances(**told))
    return {reach.called: reach for reach in found.reaches}


# Nobody is left out, and nobody is listed who may not.


def hops():
    for name, model in (("published", PUBLISHED), ("corrected", CORRECTED)):
        seen = set()
        for path in model.paths:
            for hop in (*path.hops, *path.optional, *path.beyond):
                key = (hop.step.principal, hop.step.action, hop.step.resource)
                if hop.decision.verdict is Verdict.ALLOW and key not in seen:
                    seen.add(key)
                    yield pytest.param(model, hop, id=f"{name}-{shown(hop.step.action)}")


@pytest.mark.parametrize(("model", "hop"), tuple(hops()))
def test_whoever_is_allowed_on_a_path_is_listed(model, hop):
    found = who_can(hop.step.action, hop.step.resource, model.graph, depth=0)
    assert shown(hop.step.principal) in {reach.principal for reach in found.reaches}


ASKED = [
    ("s3:GetObject", "shared/ArtifactBucket/x"),
    ("s3:PutObject", "shared/ArtifactBucket/ml-train-deploy/SourceArti/x"),
    ("s3:ListBucket", "shared/ArtifactBucket"),
    ("kms:Decrypt", "sharedKey"),
    ("kms:PutKeyPolicy", "sharedKey"),
    ("sts:AssumeRole", "CrossAccountRoleB"),
    ("sts:AssumeRole", "CrossAccountRoleC"),
    ("sts:AssumeRole", "CodePipelineServiceRole"),
    ("iam:PassRole", "StepFunctionExecutionRole"),
    ("sagemaker:CreateModel", "arn:aws:sagemaker:us-east-1:333333333333:model/x"),
    ("states:StartExecution", "model-training/TrainingStateMachine"),
    ("codecommit:GetBranch", "shared/SourceRepository"),
]


@pytest.mark.parametrize(("action", "resource"), ASKED, ids=[" ".join(one) for one in ASKED])
@pytest.mark.parametrize("model", [PUBLISHED, CORRECTED], ids=["published", "corrected"])
def test_the_roles_that_are_listed_are_those_that_are_not_denied(model, action, resource):
    graph = model.graph
    target = resource_named(resource, graph)
    verdicts = {
        shown(arn): ask(Question(principal_of(arn), action, target), graph).decision.verdict
        for arn in graph.roles
    }
    found = who_can(action, target, graph, depth=0)
    listed = {one.principal: one.certain for one in found.reaches if one.kind == "role"}
    assert listed == {
        arn: verdict is Verdict.ALLOW for arn, verdict in verdicts.items() if not verdict.denied
    }


@pytest.mark.parametrize(("action", "resource"), ASKED, ids=[" ".join(one) for one in ASKED])
def test_the_uncertain_say_under_what_conditions_and_the_certain_have_none(action, resource):
    graph = CORRECTED.graph
    for reach in who_can(action, resource_named(resource, graph), graph, depth=2).reaches:
        for one in (reach, *reach.through):
            assert one.certain is not bool(one.conditions)
            assert one.certain is not bool(one.depends_on)


# Each kind of principal.


def test_a_bucket_of_everyone_is_anyone_s(estate):
    found = may(estate, "s3:GetObject", "Open/world/x")
    anyone = found["anyone, without signing in"]
    assert (anyone.kind, anyone.certain) == ("anonymous", True)
    assert anyone.evidence[0].says == "allows it, naming everyone"
    everybody = found["any principal of any account"]
    assert everybody.conditions == ("its own account allows it",)
    assert list(found)[:2] == ["anyone, without signing in", "any principal of any account"]


def test_a_bucket_of_an_organization_is_that_of_its_members(estate):
    found = may(estate, "s3:GetObject", "Open/org/x")
    assert "anyone, without signing in" not in found
    member = found["any principal of any account"]
    assert member.conditions == ("its own account allows it", "`aws:PrincipalOrgID` is `o-1`")


def test_another_account_decides_for_its_own_principals(estate):
    found = may(estate, "s3:GetObject", "Open/partners/x")
    account = found["any principal of 444455556666"]
    assert (account.kind, account.certain) == ("account", False)
    assert account.conditions == ("its own account allows it",)
    assert account.evidence[0].says.startswith("allows it for the account as a whole")
    buyer = found["arn:aws:iam::555555555555:role/buyer"]
    assert (buyer.kind, buyer.certain) == ("role", False)
    assert buyer.conditions == (
        "identity policies of arn:aws:iam::555555555555:role/buyer, not held here, allow it",
    )


def test_somebody_whom_a_parameter_names_is_listed_by_its_name(estate):
    found = may(estate, "s3:GetObject", "Open/partners/x")
    [unknown] = [one for one in found.values() if one.kind == "unresolved"]
    assert "Partner" in unknown.called
    assert not unknown.certain


def test_a_service_may_for_the_account_it_acts_for(estate):
    found = may(estate, "s3:PutObject", "Open/logs/x")
    service = found["logging.s3.amazonaws.com"]
    assert (service.kind, service.conditions) == (
        "service",
        ("`aws:SourceAccount` is `111111111111`",),
    )
    told = {"values": {"aws:sourceaccount": "111111111111"}}
    assert may(estate, "s3:PutObject", "Open/logs/x", **told)["logging.s3.amazonaws.com"].certain


def test_at_home_own_policies_are_enough_and_the_root_user_needs_none(estate):
    found = may(estate, "s3:GetObject", "Open/x")
    assert found["the root user of ml (111111111111)"].certain
    assert found["ml/Deployer"].certain
    other = found["any other principal of ml (111111111111)"]
    assert other.conditions == ("its own account allows it",)
    assert "ml/Reader" not in found


def test_a_user_may_with_what_its_policy_asks_for(estate):
    jane = may(estate, "s3:GetObject", "Open/jane/x")["ml/Jane"]
    assert jane.kind == "user"
    assert jane.conditions == ("`aws:MultiFactorAuthPresent` is `true`",)


def test_a_deny_that_may_apply_is_a_condition(estate):
    deployer = may(estate, "s3:GetObject", "Open/inside/x")["ml/Deployer"]
    assert deployer.conditions == ("`aws:SourceVpce` is one of `vpce-1`, `vpce-2`",)
    assert any("denies it unless" in evidence.says for evidence in deployer.evidence)
    told = {"via": "vpce-2"}
    assert may(estate, "s3:GetObject", "Open/inside/x", **told)["ml/Deployer"].certain
    told = {"absent": frozenset({"aws:sourcevpce"})}
    assert may(estate, "s3:GetObject", "Open/inside/x", **told) == {}


def test_who_comes_from_an_identity_provider_has_the_subject_that_is_asked_for(estate):
    found = may(estate, "sts:AssumeRole", "Deployer")
    github = found[f"arn:aws:iam::111111111111:oidc-provider/{GITHUB}"]
    assert (github.kind, github.action) == ("identity provider", "sts:AssumeRoleWithWebIdentity")
    assert github.conditions == (
        f"`{GITHUB}:aud` is `sts.amazonaws.com` and"
        f" `{GITHUB}:sub` is like `repo:acme/*:ref:refs/heads/main`",
    )
    okta = found["arn:aws:iam::111111111111:saml-provider/okta"]
    assert okta.action == "sts:AssumeRoleWithSAML"
    assert okta.conditions == ("`SAML:aud` is `https://signin.aws.amazon.com/saml`",)
    told = {"values": {f"{GITHUB}:sub": "repo:other/x:ref:refs/heads/main"}}
    assert f"arn:aws:iam::111111111111:oidc-provider/{GITHUB}" not in may(
        estate, "sts:AssumeRole", "Deployer", **told
    )


def test_a_session_that_is_named_is_listed_as_one(estate):
    found = may(estate, "sts:AssumeRole", "Deployer")
    session = found["arn:aws:sts::111111111111:assumed-role/reader/run"]
    assert (session.kind, session.certain) == ("session", True)
    role = found["ml/Reader"]
    assert not role.certain


def test_who_may_become_a_role_that_may_is_told_below_it(estate):
    found = may(estate, "s3:GetObject", "Open/x")
    through = {one.called: one for one in found["ml/Deployer"].through}
    assert f"arn:aws:iam::111111111111:oidc-provider/{GITHUB}" in through
    assert "ml/Reader" in through
    assert all(not one.through for one in through.values())


def test_the_depth_says_how_far_it_is_followed(estate):
    target = resource_named("Open/x", estate)

    def below(depth: int) -> list[Reach]:
        found = who_can("s3:GetObject", target, estate, depth=depth)
        return list(next(one for one in found.reaches if one.called == "ml/Deployer").through)

    assert below(0) == []
    assert all(one.through == () for one in below(1))
    reader = next(one for one in below(2) if one.called == "ml/Reader")
    assert [one.called for one in reader.through] == ["ml/Deployer"]
    again = next(one for one in below(5) if one.called == "ml/Reader")
    assert again.through[0].through == ()  # a circle is followed once


def test_control_policies_that_nobody_gave_are_assumed_to_be_none(estate):
    found = who_can("s3:GetObject", resource_named("Open/x", estate), estate)
    assert [one.about for one in found.assumptions] == [
        "service control policies of ml",
        "resource control policies of ml",
    ]


# Conditions in words.

WORDS = [
    ("StringEquals", "aws:PrincipalOrgID", "o-1", "is `o-1`", "is not `o-1`"),
    ("StringNotEquals", "aws:PrincipalOrgID", "o-1", "is not `o-1`", "is `o-1`"),
    (
        "StringEqualsIgnoreCase",
        "aws:username",
        "a",
        "is (in upper or lower case) `a`",
        "is not (in upper or lower case) `a`",
    ),
    ("StringLike", "aws:username", "a*", "is like `a*`", "is not like `a*`"),
    ("StringNotLike", "aws:username", "a*", "is not like `a*`", "is like `a*`"),
    ("StringEqualsIfExists", "aws:username", "a", "is `a`, or is absent", "is not `a`"),
    ("StringNotEqualsIfExists", "aws:username", "a", "is not `a`, or is absent", "is `a`"),
    ("ArnLike", "aws:SourceArn", "arn:aws:sns:*:*:t", "is like `arn:aws:sns:*:*:t`", None),
    (
        "ArnNotEquals",
        "aws:PrincipalArn",
        "arn:aws:iam::1:role/a",
        None,
        "is like `arn:aws:iam::1:ro",
    ),
    ("Bool", "aws:SecureTransport", "true", "is `true`", "is `false`"),
    ("Bool", "aws:SecureTransport", "false", "is `false`", "is `true`"),
    ("Null", "aws:SourceVpce", "true", "is absent", "is there"),
    ("Null", "aws:SourceVpce", "false", "is there", "is absent"),
    ("IpAddress", "aws:SourceIp", "10.0.0.0/8", "is in `10.0.0.0/8`", "is not in `10.0.0.0/8`"),
    ("NotIpAddress", "aws:SourceIp", "10.0.0.0/8", "is not in `10.0.0.0/8`", "is in `10.0.0.0/8`"),
    ("NumericLessThan", "s3:max-keys", "10", "is less than `10`", "is not less than `10`"),
    ("NumericGreaterThanEquals", "s3:max-keys", "10", "is at least `10`", "is not at least `10`"),
    ("NumericNotEquals", "s3:max-keys", "10", "is not `10`", "is `10`"),
    ("DateLessThan", "aws:CurrentTime", "2026-01-01", "is before `2026-01-01`", "is not before `2"),
    ("DateGreaterThanEquals", "aws:CurrentTime", "2026-01-01", "is not before `2", "is before `2"),
]


@pytest.mark.parametrize(("operator", "key", "value", "wanted", "unwanted"), WORDS)
def test_a_condition_is_worded_as_what_it_asks_for(operator, key, value, wanted, unwanted):
    [condition] = statement_with({operator: {key: value}}).conditions
    if wanted is not None:
        assert asked_for(condition).startswith(f"`{key}` {wanted}")
    if unwanted is not None:
        assert not_asked_for(condition).startswith(f"`{key}` {unwanted}")


def test_every_operator_has_words():
    for name, operator in operators().items():
        value = {"bool": "true", "null": "true"}.get(name, "2026-01-01")
        if "ip" in name:
            value = "10.0.0.0/8"
        if "numeric" in name:
            value = "1"
        if "binary" in name:
            value = "QQ=="
        [condition] = statement_with({operator.name: {"aws:username": value}}).conditions
        assert "meets" not in asked_for(condition)
        assert "meets" not in not_asked_for(condition)
        assert asked_for(condition) != not_asked_for(condition)


def test_several_values_and_set_operators_are_worded():
    several = {"ForAnyValue:StringLike": {"aws:TagKeys": ["a*", "b"]}}
    [condition] = statement_with(several).conditions
    assert asked_for(condition) == "some `aws:TagKeys` is like one of `a*`, `b`"
    [condition] = statement_with({"ForAllValues:StringEquals": {"aws:TagKeys": ["a"]}}).conditions
    assert asked_for(condition) == "every `aws:TagKeys` is `a`"


def statement_with(condition):
    document = {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition},
    }
    policy = parse_policy(read(Source("p", json.dumps(document))), PolicyKind.IDENTITY, "p")
    return policy.statements[0]


def test_what_is_worded_is_what_the_law_asks_for(estate):
    """A value that meets the words meets the condition; one that does not, does not."""
    statement = statement_with({"StringNotEquals": {"aws:SourceVpce": ["vpce-1", "vpce-2"]}})
    [condition] = statement.conditions
    question = Question(
        principal_of("arn:aws:iam::111111111111:role/deployer"),
        "s3:GetObject",
        "arn:aws:s3:::open/x",
    )
    for value, met in (("vpce-1", False), ("vpce-3", True)):
        told = Circumstances(values={"aws:sourcevpce": value})
        request = ask(
            Question(question.principal, question.action, question.resource, told), estate
        ).decision.request
        assert holds(condition, statement, request).is_yes is met
    assert asked_for(condition) == "`aws:SourceVpce` is not one of `vpce-1`, `vpce-2`"


# The command.


def run(folder, *arguments: str, capsys) -> tuple[int, str, str]:
    code = main(["who-can", *arguments, str(folder), "--no-color"])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_the_text_tells_the_certain_first_and_the_conditions_of_the_others(folder, capsys):
    code, out, err = run(folder, "s3:GetObject", "Open/inside/x", capsys=capsys)
    assert (code, err) == (Exit.CLEAN, "")
    assert out.startswith("s3:GetObject → arn:aws:s3:::open/inside/x\n\nmay, if\n")
    assert "  ? ml/Deployer (role)\n      if `aws:SourceVpce` is one of `vpce-1`, `vpce-2`\n" in out
    assert f"? arn:aws:iam::111111111111:oidc-provider/{GITHUB} (identity provider), by sts:" in out
    assert "assumed: service control policies of ml: none (not given)" in out


def test_nobody_is_told_as_such(folder, capsys):
    arguments = ("s3:GetObject", "Open/inside/x", "--absent", "aws:SourceVpce")
    code, out, _ = run(folder, *arguments, capsys=capsys)
    assert code == Exit.CLEAN
    assert "nobody may, as far as the estate tells" in out


def test_the_json_lists_every_principal_with_its_certainty(folder, capsys):
    code, out, _ = run(folder, "s3:GetObject", "Open/org/x", "--format", "json", capsys=capsys)
    assert code == Exit.CLEAN
    answer = json.loads(out)
    assert answer["version"] == 1
    assert (answer["action"], answer["resource"]) == ("s3:GetObject", "arn:aws:s3:::open/org/x")
    by_kind = {one["kind"]: one for one in answer["principals"]}
    assert by_kind["root user"]["certainty"] == "may"
    assert by_kind["any account"]["certainty"] == "may_if"
    assert by_kind["any account"]["conditions"][1] == "`aws:PrincipalOrgID` is `o-1`"
    assert by_kind["any account"]["evidence"][0]["line"]
    assert by_kind["role"]["through"][0]["action"].startswith("sts:AssumeRole")
    assert answer["assumptions"][0]["assumed"] == "none"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["s3:Get*", "Open/x"], "`s3:Get*` is no action"),
        (["s3:GetObject", "Opn/x"], "did you mean `Open`?"),
        (["s3:GetObject", "Open/x", "--depth", "9"], "`--depth`"),
        (["s3:GetObject"], "is called"),
    ],
)
def test_a_question_that_is_none_is_one_clear_error(folder, arguments, words, capsys, monkeypatch):
    monkeypatch.chdir(
        folder
    )  # where a word is missing, the folder is asked about, in the one we are in
    code, _, err = run(folder, *arguments, capsys=capsys)
    assert code == Exit.INCOMPLETE
    assert words in " ".join(err.split())


def test_whom_a_grant_on_a_key_lets_in_is_listed():
    graph = PUBLISHED.graph
    key = next(each for each in graph.resources.values() if each.type == "kms:key")
    at_home, partner = (f"arn:aws:iam::{id}:role/batch" for id in (key.account, "999988887777"))
    grantees = (at_home, partner, "dynamodb.amazonaws.com")
    granted = {key.arn: tuple(KmsGrant(who, ("Decrypt",)) for who in grantees)}
    assert not may(graph, "kms:Decrypt", key.arn).keys() & set(grantees)
    found = may(replace(graph, grants=granted), "kms:Decrypt", key.arn)
    assert [found[who].kind for who in grantees] == ["role", "role", "service"]
    assert found["dynamodb.amazonaws.com"].certain
    assert not found[at_home].certain  # its own policies are not held, and may deny
    encrypting = may(replace(graph, grants=granted), "kms:Encrypt", key.arn)
    assert not encrypting.keys() & {partner, "dynamodb.amazonaws.com"}


def test_a_role_that_only_a_grant_names_is_listed():
    graph = PUBLISHED.graph
    key = next(each for each in graph.resources.values() if each.type == "kms:key")
    without = {role.place for role in graph.roles.values()}
    without -= may(graph, "kms:Decrypt", key.arn).keys()
    role = next(each for each in graph.roles.values() if each.place in without)
    granted = {key.arn: (KmsGrant(role.arn, ("Decrypt",)),)}
    assert role.place in may(replace(graph, grants=granted), "kms:Decrypt", key.arn)


# What AWS refuses whatever is allowed.

KEY = """
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      Enabled: %s
      KeyPolicy:
        Version: '2012-10-17'
        Statement:
          - {Effect: Allow, Principal: {AWS: 'arn:aws:iam::111111111111:root'}, Action: 'kms:*', Resource: '*'}
          - {Effect: Allow, Principal: {AWS: '444455556666'}, Action: 'kms:Decrypt', Resource: '*'}
"""


def of_key(folder, enabled, action):
    (folder / "key.yaml").write_text(KEY % enabled)
    (folder / "xacct-guard.yaml").write_text(
        'accounts: {ml: {id: "111111111111", regions: [us-east-1]}}\n'
        "stacks: [{name: ml, template: key.yaml, account: ml}]\n"
    )
    graph = model_of((folder,), Options(config=folder / "xacct-guard.yaml")).graph
    return who_can(action, resource_named("ml/Key", graph), graph)


def test_nobody_may_use_a_key_that_is_disabled(tmp_path):
    found = of_key(tmp_path, "false", "kms:Decrypt")
    assert found.reaches == ()
    assert "is not enabled" in (found.refused or "")


@pytest.mark.parametrize(
    ("enabled", "action"), [("true", "kms:Decrypt"), ("false", "kms:DescribeKey")]
)
def test_a_key_may_be_used_when_enabled_and_looked_at_whenever(tmp_path, enabled, action):
    found = of_key(tmp_path, enabled, action)
    assert found.refused is None
    assert "the root user of ml (111111111111)" in {one.called for one in found.reaches}


def test_why_nobody_may_is_told(tmp_path, capsys):
    of_key(tmp_path, "false", "kms:Decrypt")
    args = ["who-can", "kms:Decrypt", "ml/Key", str(tmp_path)]
    assert main([*args, "--config", str(tmp_path / "xacct-guard.yaml")]) == Exit.CLEAN
    assert "nobody may: the key" in capsys.readouterr().out
