"""One request explained: what each layer says, what came closest, and what AWS said of it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from xacct_guard.cli import main
from xacct_guard.cli.exits import Exit
from xacct_guard.denial import Denial, read_denial
from xacct_guard.errors import ConfigError
from xacct_guard.iam.decision import Verdict
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.iam.request import PrincipalKind
from xacct_guard.iam.symbol import shown
from xacct_guard.naming import action_named, principal_named, resource_named
from xacct_guard.question import Circumstances, Question, ask
from xacct_guard.refusals.no_such_role import namesakes_in
from xacct_guard.report import json as json_report
from xacct_guard.rule import Facts
from xacct_guard.run import Options, model_of
from xacct_guard.why import Explanation, Reply, explain, reply_to

SYSTEM = Path(__file__).parents[1] / "fixtures/systems/three-account-codepipeline"
PUBLISHED = model_of((SYSTEM / "as-published",), Options())
CORRECTED = model_of((SYSTEM / "corrected",), Options())
ROLE_B = "arn:aws:iam::222222222222:role/${training.CrossAccountRoleB}"
ROLE_C = "arn:aws:iam::333333333333:role/${production.CrossAccountRoleC}"
BUCKET = "arn:aws:s3:::${shared.ArtifactBucket}"
KEY = "arn:aws:kms:us-east-1:111111111111:key/${shared.sharedKey}"

ESTATE = """
Resources:
  Data:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: data
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {SSEAlgorithm: aws:kms, KMSMasterKeyID: !GetAtt Key.Arn}
  DataPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Data
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Sid: OnlyThroughTheEndpoint
            Effect: Deny
            Principal: '*'
            Action: s3:PutObject
            Resource: arn:aws:s3:::data/*
            Condition: {StringNotEquals: {aws:SourceVpce: vpce-1}}
          - Sid: Writers
            Effect: Allow
            Principal: {AWS: !GetAtt Trainer.Arn}
            Action: s3:PutObject
            Resource: arn:aws:s3:::data/out/*
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Version: '2012-10-17'
        Statement:
          - Sid: Administration
            Effect: Allow
            Principal: {AWS: 'arn:aws:iam::111111111111:root'}
            Action: kms:Put*
            Resource: '*'
  Trainer:
    Type: AWS::IAM::Role
    Properties:
      RoleName: trainer
      Path: /ml/
      PermissionsBoundary: !Ref Limit
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: {AWS: '222222222222'}
            Action: sts:AssumeRole
            Condition: {StringEquals: {sts:ExternalId: '42'}}
      Policies:
        - PolicyName: work
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - {Sid: Read, Effect: Allow, Action: 's3:Get*', Resource: 'arn:aws:s3:::data/in/*'}
              - {Sid: Train, Effect: Allow, Action: 'sagemaker:*', Resource: '*'}
              - Sid: Pass
                Effect: Allow
                Action: iam:PassRole
                Resource: !Sub 'arn:aws:iam::${AWS::AccountId}:role/ml/trainer'
                Condition: {StringEquals: {iam:PassedToService: sagemaker.amazonaws.com}}
  Limit:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      ManagedPolicyName: limit
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - {Sid: Storage, Effect: Allow, Action: ['s3:*', 'kms:*', 'iam:*'], Resource: '*'}
  Helper:
    Type: AWS::IAM::Role
    Properties:
      RoleName: helper
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
"""
SCP = {
    "Version": "2012-10-17",
    "Statement": [
        {"Sid": "All", "Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Sid": "NoDeletes", "Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"},
    ],
}
CONFIG = """
accounts:
  ml: {id: "111111111111", controls: {scps: [[scp.json]]}}
stacks:
  - {name: ml, template: ml.yaml, account: ml, region: eu-west-1}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("estate")
    (folder / "ml.yaml").write_text(ESTATE)
    (folder / "scp.json").write_text(json.dumps(SCP))
    (folder / "xacct-guard.yaml").write_text(CONFIG)
    return folder


@pytest.fixture(scope="module")
def estate(folder):
    model = model_of((folder,), Options())
    assert model.estate.failures == ()
    return model.graph


def asked(graph, who: str, action: str, what: str, *given: str, **said: tuple[str, ...]):
    told = Circumstances.said(
        given, said.get("absent", ()), said.get("unknown", ()), said.get("via")
    )
    principal, resource = principal_named(who, graph), resource_named(what, graph)
    return explain(Question(principal, action, resource, told), graph)


def said_by(explanation: Explanation) -> dict[PolicyKind, str]:
    return {layer.kind: layer.says for layer in explanation.layers}


# Who and what is meant.


@pytest.mark.parametrize(
    ("text", "kind", "arn"),
    [
        (ROLE_C, PrincipalKind.SESSION, ROLE_C),
        ("production/CrossAccountRoleC", PrincipalKind.SESSION, ROLE_C),
        ("production.CrossAccountRoleC", PrincipalKind.SESSION, ROLE_C),
        ("CrossAccountRoleC", PrincipalKind.SESSION, ROLE_C),
        (
            "arn:aws:iam::333333333333:role/production-CrossAccountRoleC-1A2B",
            PrincipalKind.SESSION,
            ROLE_C,
        ),
        (
            "arn:aws:sts::333333333333:assumed-role/production-CrossAccountRoleC-1A2B/s",
            PrincipalKind.SESSION,
            "arn:aws:sts::333333333333:assumed-role/${production.CrossAccountRoleC}/s",
        ),
        (
            "arn:aws:iam::333333333333:role/else",
            PrincipalKind.SESSION,
            "arn:aws:iam::333333333333:role/else",
        ),
        ("arn:aws:iam::1:user/jane", PrincipalKind.USER, "arn:aws:iam::1:user/jane"),
        (
            "arn:aws:iam::111111111111:root",
            PrincipalKind.ROOT,
            "arn:aws:iam::111111111111:root",
        ),
        (
            "arn:aws:sts::111111111111:federated-user/jane",
            PrincipalKind.FEDERATED_USER,
            "arn:aws:sts::111111111111:federated-user/jane",
        ),
        (
            "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com",
            PrincipalKind.PROVIDER,
            "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com",
        ),
        (
            "arn:aws:iam::111111111111:saml-provider/okta",
            PrincipalKind.PROVIDER,
            "arn:aws:iam::111111111111:saml-provider/okta",
        ),
        ("codepipeline.amazonaws.com", PrincipalKind.SERVICE, "codepipeline.amazonaws.com"),
        ("*", PrincipalKind.ANONYMOUS, "*"),
        ("222222222222", PrincipalKind.USER, "arn:aws:iam::222222222222:${anyone}"),
        ("training", PrincipalKind.USER, "arn:aws:iam::222222222222:${anyone}"),
    ],
)
def test_a_principal_goes_by_any_of_its_names(text, kind, arn):
    principal = principal_named(text, PUBLISHED.graph)
    assert (principal.kind, shown(principal.arn)) == (kind, arn)
    if kind is PrincipalKind.SESSION and "else" not in text:
        assert principal.role in PUBLISHED.graph.roles


@pytest.mark.parametrize(
    ("text", "arn"),
    [
        (BUCKET, BUCKET),
        (f"{BUCKET}/a/b", f"{BUCKET}/a/b"),
        ("shared/ArtifactBucket", BUCKET),
        ("shared/ArtifactBucket/a/b", f"{BUCKET}/a/b"),
        ("ArtifactBucket/a", f"{BUCKET}/a"),
        ("arn:aws:s3:::shared-artifactbucket-1x2y", BUCKET),
        ("arn:aws:s3:::shared-artifactbucket-1x2y/a/b", f"{BUCKET}/a/b"),
        ("s3://shared-artifactbucket-1x2y/a/b", f"{BUCKET}/a/b"),
        ("s3://elsewhere/a", "arn:aws:s3:::elsewhere/a"),
        ("arn:aws:s3:::shared-artifactbucket-1x2y/*", f"{BUCKET}/*"),
        ("sharedKey", KEY),
        ("arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab", KEY),
        (
            "arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            "arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        ),
        ("production/CrossAccountRoleC", ROLE_C),
        ("*", "*"),
        ("arn:aws:s3:::x/${some key}", "arn:aws:s3:::x/${some key}"),
    ],
)
def test_a_resource_goes_by_any_of_its_names(text, arn):
    assert shown(resource_named(text, PUBLISHED.graph)) == arn


def test_a_name_of_the_estate_is_found_by_the_name_that_it_was_given():
    assert resource_named("ml-artifacts-111111111111/x", CORRECTED.graph).endswith("1111/x")
    assert resource_named("deploy-model", CORRECTED.graph).endswith(":function:deploy-model")


@pytest.mark.parametrize(
    ("named", "words", "help"),
    [
        (lambda g: principal_named("CrossAccountRolC", g), "nothing in the estate", "RoleC`?"),
        (lambda g: principal_named("zzz", g), "nothing in the estate", "stack/LogicalId"),
        (lambda g: principal_named("ArtifactBucket", g), "not a principal", "role it runs as"),
        (lambda g: resource_named("shared/ArtifactBuket/x", g), "nothing in", "ArtifactBucket`?"),
        (lambda g: resource_named("arn:aws:s3:::${shared.ArtifactBuckt}", g), "shown as", "`${sha"),
        (lambda g: resource_named("arn:aws:s3:bucket", g), "no whole ARN", "region and account"),
        (lambda g: principal_named("arn::::0:", g), "no whole ARN", "region and account"),
        (lambda g: action_named("s3:Get*"), "is no action", "one action whole"),
        (lambda g: action_named("GetObject"), "is no action", "s3:GetObject"),
    ],
)
def test_a_name_that_is_not_found_is_one_clear_error(named, words, help):
    with pytest.raises(ConfigError, match=words) as raised:
        named(PUBLISHED.graph)
    assert help in raised.value.help


def test_a_name_of_more_than_one_thing_says_which(tmp_path):
    for stack in ("one", "two"):
        (tmp_path / f"{stack}.yaml").write_text(
            "Resources:\n  Twin: {Type: AWS::SNS::Topic}\n"
            "  Role:\n    Type: AWS::IAM::Role\n    Properties:\n"
            "      AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow,"
            " Principal: {Service: x.amazonaws.com}, Action: 'sts:AssumeRole'}]}\n"
        )
    (tmp_path / "xacct-guard.yaml").write_text(
        'accounts: {a: {id: "111111111111"}}\nstacks:\n'
        + "".join(
            f"  - {{name: {s}, template: {s}.yaml, account: a, region: eu-west-1}}\n"
            for s in ("one", "two")
        )
    )
    graph = model_of((tmp_path,), Options()).graph
    with pytest.raises(ConfigError, match="more than one principal") as raised:
        principal_named("Role", graph)
    assert raised.value.help == "write one of `one/Role`, `two/Role`"
    assert principal_named("two/Role", graph).arn in graph.roles


@pytest.mark.parametrize(
    ("given", "absent", "unknown", "words"),
    [
        (["aws:SourceVpce"], [], [], "no context key with a value"),
        (["SourceVpce=1"], [], [], "no context key with a value"),
        (["aws:SourceVpce=1"], ["aws:sourcevpce"], [], "two things are said"),
        ([], ["aws:SourceVpce"], ["aws:SourceVPCE"], "two things are said"),
    ],
)
def test_circumstances_that_cannot_be_are_refused(given, absent, unknown, words):
    with pytest.raises(ConfigError, match=words):
        Circumstances.said(given, absent, unknown, None)


def test_a_key_that_is_given_twice_has_two_values():
    told = Circumstances.said(["aws:TagKeys=a", "aws:TagKeys=b", "aws:TagKeys=c"], [], [], None)
    assert told.values == {"aws:tagkeys": ("a", "b", "c")}


# The verdict is the law's, and a question never contradicts a trace.


def hops():
    for name, model in (("published", PUBLISHED), ("corrected", CORRECTED)):
        for path in model.paths:
            for hop in (*path.hops, *path.optional, *path.beyond):
                yield pytest.param(model, hop, id=f"{name}-{shown(hop.step.action)}")


def question_of(hop, circumstances: Circumstances) -> Question:
    principal = hop.decision.request.principal
    return Question(principal, hop.step.action, hop.step.resource, circumstances)


@pytest.mark.parametrize(("model", "hop"), tuple(hops()))
def test_a_request_of_a_trace_is_answered_as_in_the_trace(model, hop):
    context = hop.decision.request.context
    told = Circumstances(context.values, context.unknown, context.absent)
    answer = ask(question_of(hop, told), model.graph).decision
    assert (answer.verdict, answer.denied_by) == (hop.decision.verdict, hop.decision.denied_by)


@pytest.mark.parametrize(("model", "hop"), tuple(hops()))
def test_with_nothing_said_a_question_is_answered_alike_or_left_open(model, hop):
    answer = ask(question_of(hop, Circumstances()), model.graph).decision
    assert answer.verdict in (hop.decision.verdict, Verdict.UNKNOWN)


@pytest.mark.parametrize(("model", "hop"), tuple(hops()))
def test_the_layers_bear_the_verdict_out(model, hop):
    explained = explain(question_of(hop, Circumstances()), model.graph)
    if any(namesakes_in(hop.step, model.graph)):
        assert explained.layers == ()
        return
    by_kind = {}
    for layer in explained.layers:
        by_kind.setdefault(layer.kind, []).append(layer)
    says = {layer.says for layer in explained.layers}
    match explained.hop.verdict:
        case "allow":
            assert "denies" not in says
            assert "allows" in says
        case "explicit_deny":
            assert any(one.evidence for one in explained.layers if one.says == "denies")
        case "implicit_deny":
            assert "denies" not in says
            mine = by_kind[PolicyKind(explained.hop.denied_by)]
            assert {one.says for one in mine} <= {"silent", "none", "allows"}
            assert explained.fix is not None
        case _:
            assert says & {"may allow", "may deny", "not held", "not given"}


@pytest.mark.parametrize(("model", "hop"), tuple(hops())[::7])
def test_layers_come_in_evaluation_order(model, hop):
    explained = explain(question_of(hop, Circumstances()), model.graph)
    order = ["scp", "rcp", "vpc_endpoint", "resource", "trust", "identity", "boundary", "session"]
    places = [order.index(layer.kind) for layer in explained.layers]
    assert places == sorted(places)


# What each layer says, on a small estate.


def test_an_allowed_request_shows_the_statements_that_allow_it(estate):
    explained = asked(estate, "trainer", "s3:GetObject", "Data/in/x")
    assert explained.hop.verdict == "allow"
    [identity] = [one for one in explained.layers if one.kind is PolicyKind.IDENTITY]
    assert (identity.says, identity.because) == ("allows", "by a statement")
    assert identity.evidence[0].span.path.endswith("Policies[0].PolicyDocument.Statement[0]")
    assert explained.fix is None


@pytest.mark.parametrize(
    ("question", "kind", "element", "wanted", "got"),
    [
        (
            ("trainer", "s3:GetObject", "Data/out/x"),
            PolicyKind.IDENTITY,
            "Resource",
            "arn:aws:s3:::data/in/*",
            "arn:aws:s3:::data/out/x",
        ),
        (
            ("trainer", "s3:ListBucket", "Data"),
            PolicyKind.IDENTITY,
            "Action",
            "s3:Get*",
            "s3:ListBucket",
        ),
        (
            (
                "trainer",
                "sagemaker:CreateModel",
                "arn:aws:sagemaker:eu-west-1:111111111111:model/m",
            ),
            PolicyKind.BOUNDARY,
            None,
            None,
            None,
        ),
        (
            ("lambda.amazonaws.com", "sts:AssumeRole", "trainer"),
            PolicyKind.TRUST,
            "Principal",
            "222222222222",
            "lambda.amazonaws.com",
        ),
        (
            ("helper", "kms:PutKeyPolicy", "Key"),
            PolicyKind.IDENTITY,
            None,
            None,
            None,
        ),
    ],
)
def test_a_silent_layer_tells_what_came_closest(  # noqa: PLR0917
    estate, question, kind, element, wanted, got
):
    explained = asked(estate, *question)
    assert explained.hop.verdict == "implicit_deny"
    assert explained.hop.denied_by == kind.value
    [layer] = [one for one in explained.layers if one.kind is kind]
    if element is None:
        assert layer.missed is None
        return
    assert (layer.missed.element, layer.missed.wanted, layer.missed.got) == (element, wanted, got)
    assert layer.missed.evidence.span.line


def test_a_condition_that_is_not_met_is_the_element_that_missed(estate):
    question = ("trainer", "iam:PassRole", "trainer")
    explained = asked(estate, *question, "iam:PassedToService=lambda.amazonaws.com")
    [layer] = [one for one in explained.layers if one.kind is PolicyKind.IDENTITY]
    assert layer.missed.element == "Condition"
    assert layer.missed.wanted == "StringEquals iam:PassedToService sagemaker.amazonaws.com"
    assert layer.missed.got == "lambda.amazonaws.com"
    assert "without the condition" in explained.fix.summary
    again = asked(estate, *question, "iam:PassedToService=sagemaker.amazonaws.com")
    assert again.hop.verdict == "allow"


def test_what_nobody_says_is_unknown_and_can_be_settled(estate):
    question = ("trainer", "s3:PutObject", "Data/out/x")
    left_open = asked(estate, *question)
    assert left_open.hop.verdict == "unknown"
    assert left_open.hop.depends_on == ("aws:SourceVpce",)
    [layer] = [one for one in left_open.layers if one.kind is PolicyKind.RESOURCE]
    assert layer.says == "may deny"
    assert layer.evidence[0].says == "denies it unless `aws:SourceVpce` is `vpce-1`"
    assert layer.evidence[1].says == "allows it, naming the role"
    assert any("--absent aws:SourceVpce" in note for note in left_open.notes)
    assert left_open.fix is None
    absent = asked(estate, *question, absent=("aws:sourceVpce",))
    assert (absent.hop.verdict, absent.hop.denied_by) == ("explicit_deny", "resource")
    [layer] = [one for one in absent.layers if one.kind is PolicyKind.RESOURCE]
    said = "denies it, as `aws:SourceVpce` is not `vpce-1` (it has no aws:SourceVpce)"
    assert layer.evidence[0].says == said
    assert "leave `arn:aws:iam::111111111111:role/ml/trainer` out" in absent.fix.summary
    through = asked(estate, *question, "aws:SourceVpce=vpce-1").hop
    assert (through.verdict, through.via) == ("allow", "vpce-1")


def test_a_request_through_an_endpoint_brings_its_id_and_an_assumption(estate):
    explained = asked(estate, "trainer", "s3:PutObject", "Data/out/x", via="vpce-1")
    assert explained.hop.verdict == "allow"
    assert explained.hop.via == "vpce-1"
    assert said_by(explained)[PolicyKind.ENDPOINT] == "not given"
    [assumption] = [one for one in explained.assumptions if "endpoint" in one.about]
    assert (assumption.about, assumption.assumed) == (
        "VPC endpoint policy of vpce-1",
        "allow everything",
    )
    other = asked(estate, "trainer", "s3:PutObject", "Data/out/x", via="vpce-2")
    assert other.hop.verdict == "explicit_deny"


def test_a_control_policy_binds_without_an_organization_s_id(estate):
    explained = asked(estate, "trainer", "s3:DeleteObject", "Data/x")
    assert (explained.hop.verdict, explained.hop.denied_by) == ("explicit_deny", "scp")
    [scp] = [one for one in explained.layers if one.kind is PolicyKind.SCP]
    assert scp.title == "service control policies, level 1 of ml (111111111111)"
    assert scp.evidence[0].span.source.name.endswith("scp.json")


def test_a_boundary_that_is_silent_is_told_where_it_is_written(estate):
    explained = asked(estate, "trainer", "sagemaker:ListModels", "*")
    assert explained.hop.denied_by == "boundary"
    assert explained.fix.summary == "allow it in the permissions boundary of ml/Trainer"
    assert explained.fix.at.route[1] == "Limit"


def test_layers_that_nobody_gave_are_named_and_assumed(estate):
    explained = asked(estate, "trainer", "s3:GetObject", "Data/in/x")
    assert said_by(explained)[PolicyKind.RCP] == "not given"
    [assumption] = explained.assumptions
    assert assumption.about == "resource control policies of ml (111111111111)"
    assert (assumption.assumed, assumption.because) == ("none", "not given")


def test_what_the_estate_does_not_hold_is_not_an_empty_layer(estate):
    explained = asked(estate, "arn:aws:iam::222222222222:role/far", "sts:AssumeRole", "trainer")
    says = said_by(explained)
    assert says[PolicyKind.IDENTITY] == says[PolicyKind.BOUNDARY] == "not held"
    assert says[PolicyKind.TRUST] == "may allow"
    trust = next(one for one in explained.layers if one.kind is PolicyKind.TRUST)
    assert trust.evidence[0].says == (
        "allows it for the account as a whole: its own policies decide if `sts:ExternalId` is `42`"
    )


def test_a_key_s_refusal_is_told_behind_the_object_s(estate):
    explained = asked(estate, "trainer", "s3:GetObject", "Data/in/x")
    [decrypt] = explained.drags
    assert decrypt.hop.action == "kms:Decrypt"
    assert decrypt.hop.verdict == "implicit_deny"
    assert decrypt.hop.denied_by == "resource"
    assert '"kms:ViaService": "s3.eu-west-1.amazonaws.com"' in decrypt.fix.statement
    assert explained.denied
    assert explained.hop.outcome == "allow"


@pytest.mark.parametrize(
    ("who", "action", "what", "note"),
    [
        ("trainer", "s3:GetObjct", "Data/x", "did you mean `s3:GetObject`?"),
        ("trainer", "s4:GetObject", "Data/x", "`s4` is no service"),
        ("trainer", "s3:GetObject", "Data", "is asked of an object"),
        ("trainer", "s3:ListBucket", "Data/x", "is asked of the bucket"),
        ("trainer", "ecr:GetAuthorizationToken", "Data", "is asked of `*`"),
    ],
)
def test_a_question_that_is_not_quite_one_gets_a_remark(estate, who, action, what, note):
    assert any(note in one for one in asked(estate, who, action, what).notes)


def test_an_action_is_asked_as_aws_spells_it(estate):
    assert asked(estate, "trainer", "S3:getobject", "Data/in/x").hop.action == "s3:GetObject"


def test_a_role_under_a_wrong_path_is_told_the_right_one():
    wrong = "arn:aws:iam::111111111111:role/service-role/shared-CodePipelineServiceRole-1A"
    explained = asked(PUBLISHED.graph, "codepipeline.amazonaws.com", "sts:AssumeRole", wrong)
    assert explained.hop.verdict == "implicit_deny"
    assert "does not exist" in explained.hop.because
    assert "write `arn:aws:iam::111111111111:role/${shared." in explained.fix.summary


def test_every_layer_that_is_in_the_way_is_mended_in_one_answer(estate):
    explained = asked(estate, "trainer", "s3:DeleteObject", "Data/x")
    fix = explained.fix
    assert fix.summary.startswith(
        "in the Deny `NoDeletes` of the service control policy scp.json, "
    )
    assert fix.summary.endswith("; and in the identity policy of ml/Trainer")
    assert fix.at.source.name.endswith("scp.json")
    [identity] = fix.additions
    assert json.loads(identity.statement)["Action"] == "s3:DeleteObject"


@given(
    st.one_of(
        st.text(max_size=40),
        st.lists(
            st.sampled_from(["arn", "aws", "iam", "s3", "", "111111111111", "role/x", "*", "${x}"])
        )
        .map(":".join)
        .filter(bool),
        st.lists(st.sampled_from(["ml", "Data", "Trainer", "", "x"])).map("/".join),
    )
)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_name_is_found_or_refused_and_any_question_answered(text):
    graph = PUBLISHED.graph
    for name in (principal_named, resource_named):
        try:
            found = name(text, graph)
        except ConfigError as error:
            assert error.help
            continue
        question = (
            Question(found, "s3:GetObject", "arn:aws:s3:::x/y")
            if name is principal_named
            else Question(principal_named("CrossAccountRoleB", graph), "s3:GetObject", found)
        )
        assert explain(question, graph).hop.verdict in set(Verdict)


# An AccessDenied message, answered.

TRAINER = "arn:aws:sts::111111111111:assumed-role/trainer/run-1"


def message(action: str, what: str, cause: str, who: str = TRAINER) -> str:
    return f"User: {who} is not authorized to perform: {action} on resource: {what} {cause}"


ANSWERS = [
    (
        "both name the identity policies",
        message(
            "s3:ListBucket", "arn:aws:s3:::data", "because no identity-based policy allows the"
        ),
        "agrees",
        "the identity policy refuses it here as well",
    ),
    (
        "both name the boundary",
        message(
            "sagemaker:CreateModel",
            "arn:aws:sagemaker:eu-west-1:111111111111:model/m",
            "because no permissions boundary allows the sagemaker:CreateModel action",
        ),
        "agrees",
        "the permissions boundary refuses it here as well",
    ),
    (
        "both name the control policy's Deny",
        message(
            "s3:DeleteObject",
            "arn:aws:s3:::data/x",
            "with an explicit deny in a service control policy",
        ),
        "agrees",
        "the service control policy refuses it here as well",
    ),
    (
        "AWS names a control policy, and the estate holds none",
        message(
            "s3:GetObject",
            "arn:aws:s3:::data/in/x",
            "with an explicit deny in a resource control policy",
        ),
        "disagrees",
        "AWS names a resource control policy, and the estate holds none: give it under",
    ),
    (
        "AWS names an endpoint's policy, and the estate holds none",
        message(
            "s3:GetObject", "arn:aws:s3:::data/in/x", "because no VPC endpoint policy allows the"
        ),
        "disagrees",
        "AWS names a VPC endpoint policy, and the estate holds none",
    ),
    (
        "AWS names the identity policies, and the estate's allow it",
        message(
            "s3:GetObject", "arn:aws:s3:::data/in/x", "because no identity-based policy allows"
        ),
        "disagrees",
        "the estate allows the request",
    ),
    (
        "AWS names a Deny, and the estate has none",
        message(
            "s3:ListBucket",
            "arn:aws:s3:::data",
            "with an explicit deny in an identity-based policy",
        ),
        "disagrees",
        "and none of the estate's applies",
    ),
    (
        "AWS names one layer, and the estate another that refuses before it",
        message(
            "s3:DeleteObject", "arn:aws:s3:::data/x", "because no identity-based policy allows the"
        ),
        "agrees",
        "the estate's refuses it too",
    ),
    (
        "AWS names the bucket's policy, and the estate's leaves it open",
        message(
            "s3:PutObject",
            "arn:aws:s3:::data/out/x",
            "with an explicit deny in a resource-based policy",
        ),
        "cannot tell",
        "what it depends on was against the request",
    ),
    (
        "AWS names no reason, and the key refuses",
        message("s3:GetObject", "arn:aws:s3:::data/in/x", ""),
        "agrees",
        "what the request drags along is refused",
    ),
    (
        "AWS names no reason, and the estate refuses",
        message("s3:ListBucket", "arn:aws:s3:::data", ""),
        "agrees",
        "the estate refuses it: nothing in the identity policies allows it",
    ),
    (
        "AWS names the trust policy",
        message(
            "sts:AssumeRole",
            "arn:aws:iam::111111111111:role/ml/trainer",
            "because no resource-based policy allows the sts:AssumeRole action",
            who="arn:aws:sts::111111111111:assumed-role/helper/s",
        ),
        "agrees",
        "the resource policy refuses it here as well",
    ),
]


@pytest.mark.parametrize(
    ("text", "agreement", "words"), [one[1:] for one in ANSWERS], ids=[one[0] for one in ANSWERS]
)
def test_aws_s_reason_is_set_against_the_estate_s(estate, text, agreement, words):
    reply = reply_to(read_denial(text), estate)
    assert reply.agreement == agreement
    assert words in reply.remarks[0]
    assert reply.explanations


def test_a_layer_that_nobody_gave_is_said_first_even_where_the_estate_refuses_too(estate):
    text = message(
        "s3:ListBucket", "arn:aws:s3:::data", "with an explicit deny in a resource control policy"
    )
    first, second = reply_to(read_denial(text), estate).remarks
    assert "the estate holds none" in first
    assert second == "the estate refuses it: nothing in the identity policies allows it"


def test_a_message_that_leaves_something_out_lists_it_and_how_to_learn_it():
    reply = reply_to(read_denial("Access Denied"), PUBLISHED.graph, PUBLISHED.paths)
    assert reply.missing == ("principal", "action", "resource")
    assert reply.agreement == "cannot tell"
    assert any("aws cloudtrail lookup-events" in way for way in reply.ways)
    assert reply.explanations == ()
    assert not reply.denied


def test_denied_requests_of_the_pipelines_that_fit_are_told():
    text = (
        "The service role or action role doesn't have the permissions required to access the Amazon S3"
        " bucket named shared-artifactbucket-1x2y. (Service: Amazon S3; Status Code: 403)"
    )
    reply = reply_to(read_denial(text), PUBLISHED.graph, PUBLISHED.paths)
    assert reply.missing == ("principal",)
    assert {(hop.principal, hop.action) for hop in reply.similar} == {
        (ROLE_B, "s3:GetBucketVersioning"),
        (ROLE_C, "s3:GetBucketVersioning"),
    }


def test_an_action_without_resources_is_asked_of_everything(estate):
    text = f"User: {TRAINER} is not authorized to perform: ecr:GetAuthorizationToken because no"
    reply = reply_to(read_denial(f"{text} identity-based policy allows the action"), estate)
    assert reply.explanations[0].hop.resource == "*"


def test_a_principal_that_is_only_a_name_is_looked_for(estate):
    known = message("s3:ListBucket", "arn:aws:s3:::data", "", who="trainer")
    assert reply_to(read_denial(known), estate).explanations
    lost = reply_to(read_denial(known.replace("trainer", "PipelineRole")), estate)
    assert lost.missing == ("principal",)
    assert "nothing in the estate is called `PipelineRole`" in lost.remarks[0]


def test_an_event_s_endpoint_settles_what_the_message_leaves_open(estate):
    event = {
        "eventSource": "s3.amazonaws.com",
        "eventName": "PutObject",
        "userIdentity": {"type": "AssumedRole", "arn": TRAINER},
        "requestParameters": {"bucketName": "data", "key": "out/x"},
        "errorCode": "AccessDenied",
        "errorMessage": "Access Denied",
        "vpcEndpointId": "vpce-2",
    }
    reply = reply_to(read_denial(json.dumps(event)), estate)
    [explained] = reply.explanations
    assert (explained.hop.verdict, reply.agreement) == ("explicit_deny", "agrees")
    told = Circumstances(values={"aws:sourcevpce": "vpce-1"})
    again = reply_to(read_denial(json.dumps(event)), estate, circumstances=told)
    assert again.explanations[0].hop.verdict == "allow"


def test_a_role_that_cannot_exist_is_the_reason_whatever_aws_names():
    wrong = "arn:aws:iam::111111111111:role/service-role/shared-CodePipelineServiceRole-1A"
    for cause in ("", "because no role trust policy allows the sts:AssumeRole action"):
        text = message("sts:AssumeRole", wrong, cause, who="codepipeline.amazonaws.com")
        reply = reply_to(read_denial(text), PUBLISHED.graph)
        assert reply.agreement == "agrees"
        assert "does not exist" in reply.remarks[0]


def test_each_denied_hop_agrees_with_the_message_that_aws_would_print():
    """Word each denial as AWS does; the answer agrees."""
    causes = {
        PolicyKind.IDENTITY: "because no identity-based policy allows the {} action",
        PolicyKind.RESOURCE: "because no resource-based policy allows the {} action",
        PolicyKind.TRUST: "because no role trust policy allows the {} action",
    }
    facts = Facts(PUBLISHED.graph, PUBLISHED.paths)
    asked_for = [
        hop
        for hop in facts.hops
        if hop.decision.verdict.denied and not facts.mistaken(hop) and ":" in hop.step.action
    ]
    assert asked_for
    for hop in asked_for:
        cause = causes[hop.decision.denied_by].format(hop.step.action)
        text = message(
            hop.step.action, shown(hop.step.resource), cause, who=shown(hop.step.principal)
        ).replace("on resource: *", "on resource: *")
        denial = Denial(
            "",
            shown(hop.step.principal),
            (hop.step.action,),
            shown(hop.step.resource),
            hop.decision.denied_by,
            explicit=False,
        )
        assert cause in text
        reply: Reply = reply_to(denial, PUBLISHED.graph)
        assert reply.agreement == "agrees", shown(text)


# The command.


def run(folder, *arguments: str, capsys) -> tuple[int, str, str]:
    code = main(["why", *arguments, str(folder), "--no-color"])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["trainer", "s3:ListBucket", "Data"], Exit.FOUND),
        (["trainer", "iam:ListRoles", "*"], Exit.FOUND),
        (["arn:aws:iam::222222222222:role/far", "sts:AssumeRole", "trainer"], Exit.CLEAN),
        (["helper", "s3:GetObject", "s3://nobody/x"], Exit.CLEAN),  # whose policy nobody holds
        (["arn:aws:iam::111111111111:root", "s3:GetObject", "s3://nobody/x"], Exit.CLEAN),
        (["trainer", "s3:GetObject", "Data/in/x"], Exit.FOUND),  # the key refuses
        (["nobody", "s3:GetObject", "Data/in/x"], Exit.INCOMPLETE),
        (["trainer", "s3:Get*", "Data/in/x"], Exit.INCOMPLETE),
        (["trainer", "s3:GetObject"], Exit.INCOMPLETE),
        (["trainer", "s3:ListBucket", "Data", "--context", "x"], Exit.INCOMPLETE),
        (["--error", "Access Denied"], Exit.CLEAN),
        (["--error", "hello"], Exit.INCOMPLETE),
        (["--error", message("s3:ListBucket", "arn:aws:s3:::data", "")], Exit.FOUND),
    ],
)
def test_the_exit_code_is_the_verdict_s(folder, arguments, code, capsys, monkeypatch):
    monkeypatch.chdir(
        folder
    )  # where a word is missing, the folder is asked about, in the one we are in
    assert run(folder, *arguments, capsys=capsys)[0] == code


def test_a_path_that_is_not_there_is_bad_usage(capsys):
    code = main(["why", "trainer", "s3:ListBucket", "Data", "nowhere-at-all"])
    told = capsys.readouterr()
    assert code == Exit.INCOMPLETE
    assert "path `nowhere-at-all` does not exist" in told.err


def test_the_text_shows_each_layer_with_its_source(folder, capsys):
    code, out, err = run(
        folder,
        *("trainer", "s3:PutObject", "Data/out/x", "--absent", "aws:SourceVpce"),
        capsys=capsys,
    )
    assert (code, err) == (Exit.FOUND, "")
    assert "explicit deny (resource policy): denied by `OnlyThroughTheEndpoint`" in out
    for line in (
        "  ✓ service control policies, level 1 of ml (111111111111): allows, by a statement",
        "  · resource control policies of ml (111111111111): not given: taken to be none",
        "  ✗ resource policy of ml/Data: denies, by a statement",
        "  · identity policies of ml/Trainer: silent, nothing in it allows this",
        "  ✓ permissions boundary of ml/Trainer: allows, by a statement",
        "    no say: VPC endpoint policy: no VPC endpoint was named; session policy: none was given",
    ):
        assert line in out
    assert "ml.yaml:17:13 " in out
    assert "denies it, as `aws:SourceVpce` is not `vpce-1` (it has" in out
    assert '  +     "ArnNotEquals": {' in out


def test_the_json_has_the_shape_of_a_hop_and_its_layers(folder, capsys):
    code, out, _ = run(
        folder, "trainer", "s3:GetObject", "Data/out/x", "--format", "json", capsys=capsys
    )
    assert code == Exit.FOUND
    answer = json.loads(out)
    schema = json_report.schema()
    hop = {"$ref": "#/$defs/hop", "$defs": schema["$defs"]}
    Draft202012Validator(hop).validate(answer)
    fix = {"$ref": "#/$defs/fix", "$defs": schema["$defs"]}
    Draft202012Validator(fix).validate(answer["fix"])
    assert answer["version"] == 1
    assert (answer["verdict"], answer["denied_by"]) == ("implicit_deny", "identity")
    assert [layer["kind"] for layer in answer["layers"]] == [
        *("scp", "rcp", "vpc_endpoint", "resource", "identity", "boundary", "session"),
    ]
    nearest = next(one["nearest"] for one in answer["layers"] if one["kind"] == "identity")
    assert (nearest["element"], nearest["says"]) == ("Resource", "arn:aws:s3:::data/in/*")
    assert nearest["request_has"] == "arn:aws:s3:::data/out/x"
    assert nearest["at"]["line"]
    assert answer["implied"][0]["action"] == "kms:Decrypt"
    assert answer["failures"] == []


def test_an_answered_message_is_told_in_json_too(folder, capsys):
    text = message(
        "s3:ListBucket", "arn:aws:s3:::data", "because no identity-based policy allows the"
    )
    code, out, _ = run(folder, "--error", text, "--format", "json", capsys=capsys)
    assert code == Exit.FOUND
    answer = json.loads(out)
    assert answer["message"]["principal"] == TRAINER
    assert answer["message"]["denied_by"] == "identity"
    assert answer["agreement"] == "agrees"
    assert answer["requests"][0]["verdict"] == "implicit_deny"
    assert answer["missing"] == answer["to_learn_it"] == answer["similar"] == []


def test_a_message_is_read_from_standard_input(folder, capsys, monkeypatch):
    text = message("s3:ListBucket", "arn:aws:s3:::data", "")
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    code, out, _ = run(folder, "--error", "-", capsys=capsys)
    assert code == Exit.FOUND
    assert out.startswith(f"AWS: `{TRAINER}` may not `s3:ListBucket`")


def test_what_is_left_out_is_asked_for_with_what_is_known(folder, capsys):
    text = (
        f"User: {TRAINER} is not authorized to perform: sts:AssumeRole because no role trust policy"
    )
    code, out, _ = run(folder, "--error", f"{text} allows the sts:AssumeRole action", capsys=capsys)
    assert code == Exit.CLEAN
    assert "the message does not say: resource" in out
    assert f"then ask: xacct-guard why {TRAINER} sts:AssumeRole RESOURCE" in out


def test_a_file_that_cannot_be_read_is_told_and_the_rest_is_answered(folder, tmp_path, capsys):
    for file in folder.iterdir():
        (tmp_path / file.name).write_text(file.read_text())
    (tmp_path / "broken.yaml").write_text("Resources: {A: [}\n")
    code, out, _ = run(tmp_path, "trainer", "s3:ListBucket", "Data", capsys=capsys)
    assert code == Exit.INCOMPLETE
    assert "error: " in out
    assert "broken.yaml" in out
    assert "implicit deny (identity policies)" in out


def test_a_question_about_an_alias_is_one_about_the_key_behind_it(tmp_path, capsys):
    alias = """  Alias: {Type: AWS::KMS::Alias, Properties: {AliasName: alias/data, TargetKeyId: !Ref Key}}
"""
    (tmp_path / "ml.yaml").write_text(ESTATE.replace("kms:Put*", "kms:*") + alias)
    (tmp_path / "xacct-guard.yaml").write_text(
        CONFIG.replace(", controls: {scps: [[scp.json]]}", "")
    )
    by_key, by_alias = (
        run(tmp_path, "trainer", "kms:Decrypt", what, capsys=capsys) for what in ("Key", "Alias")
    )
    assert by_alias == by_key
    assert "policy of ml/Key" in by_alias[1]
