"""Terraform's resource types: each says what its CloudFormation type says."""

# ruff: noqa: E501 - blocks of HCL on one line

from __future__ import annotations

import pytest

from tests.formats.tf import ACCOUNT, graph, hcl, resource, role
from xacct_guard import services
from xacct_guard.builds import build_of
from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.graph.in_force import policies_in_force
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.iam.request import Principal, PrincipalKind, Request
from xacct_guard.iam.semantics import KMS_KEY
from xacct_guard.iam.symbol import shown
from xacct_guard.services import PolicyType, ResourceType
from xacct_guard.services.s3 import default_key
from xacct_guard.span import Node
from xacct_guard.tasks import definition_of
from xacct_guard.terraform.types import TYPES
from xacct_guard.terraform.value import plain
from xacct_guard.trace import trace

ALLOW = 'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "%s", Resource = "*" }] })'
GIVE = 'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "%s", Resource = "*" }] })'
TRUST = 'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "x.amazonaws.com" }, Action = "sts:AssumeRole" }] })'


@pytest.mark.parametrize("type", TYPES)
def test_every_type_of_the_table_is_one_that_a_service_knows(type):
    kind = TYPES[type]
    if kind.sets:
        assert services.of_type(kind.of) is not None
    elif kind.parts is None:
        assert isinstance(kind.row, ResourceType | PolicyType)


def facts(main: str, type: str) -> dict[str, object]:
    parts = hcl(main)
    assert parts.failures == ()
    return {name: plain(node) for name, node in resource(parts, type).facts.items()}


@pytest.mark.parametrize(
    ("main", "type", "fact", "said"),
    [
        (
            'resource "aws_lambda_function" "f" {\n function_name = "f"\n role = "r"\n runtime = "python3.12"\n'
            ' vpc_config {\n subnet_ids = ["s"]\n security_group_ids = []\n }\n}\n',
            "lambda:function",
            "vpc",
            {"SubnetIds": ["s"]},
        ),
        (
            'resource "aws_codebuild_project" "p" {\n name = "p"\n service_role = "r"\n'
            ' environment {\n type = "LINUX_CONTAINER"\n image = "i"\n'
            ' environment_variable {\n name = "A"\n value = "b"\n }\n }\n}\n',
            "codebuild:project",
            "environment",
            {
                "Type": "LINUX_CONTAINER",
                "Image": "i",
                "EnvironmentVariables": [{"Name": "A", "Value": "b"}],
            },
        ),
        (
            'resource "aws_sfn_state_machine" "m" {\n name = "m"\n role_arn = "r"\n definition = jsonencode({ StartAt = "a" })\n}\n',
            "states:stateMachine",
            "definition_string",
            {"StartAt": "a"},
        ),
        (
            'resource "aws_sagemaker_model" "m" {\n name = "m"\n execution_role_arn = "r"\n'
            ' primary_container {\n image = "i"\n model_data_url = "s3://b/k"\n }\n}\n',
            "sagemaker:model",
            "container",
            {"Image": "i", "ModelDataUrl": "s3://b/k"},
        ),
        (
            'resource "aws_sagemaker_endpoint_configuration" "c" {\n name = "c"\n kms_key_arn = "k"\n'
            ' production_variants {\n model_name = "m"\n variant_name = "v"\n }\n}\n',
            "sagemaker:endpoint-config",
            "variants",
            [{"ModelName": "m", "VariantName": "v"}],
        ),
        (
            'resource "aws_sagemaker_endpoint" "e" {\n name = "e"\n endpoint_config_name = "c"\n}\n',
            "sagemaker:endpoint",
            "config",
            "c",
        ),
        (
            'resource "aws_vpc_endpoint" "e" {\n vpc_id = "v"\n service_name = "com.amazonaws.eu-west-1.s3"\n'
            ' vpc_endpoint_type = "Gateway"\n route_table_ids = ["r"]\n}\n',
            "ec2:vpc-endpoint",
            "route_tables",
            ["r"],
        ),
        (
            'resource "aws_cloudwatch_event_rule" "r" {\n name = "r"\n event_pattern = jsonencode({ source = ["aws.s3"] })\n}\n'
            'resource "aws_cloudwatch_event_target" "t" {\n rule = aws_cloudwatch_event_rule.r.name\n arn = "a"\n role_arn = "b"\n}\n',
            "events:rule",
            "targets",
            [{"Rule": "r", "Arn": "a", "RoleArn": "b"}],
        ),
        (
            'resource "aws_kms_alias" "a" {\n name = "alias/a"\n target_key_id = "k"\n}\n',
            "kms:alias",
            "key",
            "k",
        ),
    ],
)
def test_facts_have_the_shape_of_cloudformation(main, type, fact, said):
    assert facts(main, type)[fact] == said


BUCKET = 'resource "aws_s3_bucket" "b" {\n bucket = "b"\n%s\n}\nresource "aws_kms_key" "k" {}\n'
DEFAULT = 'rule {\n apply_server_side_encryption_by_default {\n sse_algorithm = "aws:kms"\n kms_master_key_id = aws_kms_key.k.arn\n }\n bucket_key_enabled = true\n}\n'


@pytest.mark.parametrize(
    "main",
    [
        BUCKET % f"server_side_encryption_configuration {{\n{DEFAULT}}}",
        BUCKET % ""
        + f'resource "aws_s3_bucket_server_side_encryption_configuration" "e" {{\n bucket = aws_s3_bucket.b.id\n{DEFAULT}}}\n',
        BUCKET % ""
        + f'resource "aws_s3_bucket_server_side_encryption_configuration" "e" {{\n bucket = "b"\n{DEFAULT}}}\n',
    ],
)
def test_the_encryption_of_a_bucket_is_its_own_or_a_resource_beside_it(main):
    parts = hcl(main)
    assert default_key(resource(parts, "s3:bucket")) == resource(parts, "kms:key").arn


def test_what_is_set_on_another_bucket_is_not_set_on_this_one():
    main = (
        BUCKET % "" + 'resource "aws_s3_bucket_public_access_block" "p" {\n bucket = "other"\n}\n'
    )
    assert resource(hcl(main), "s3:bucket").facts == {}


def test_public_access_and_ownership_are_facts_of_the_bucket():
    main = (
        BUCKET
        % ""
        + 'resource "aws_s3_bucket_public_access_block" "p" {\n bucket = aws_s3_bucket.b.bucket\n block_public_policy = true\n}\n'
        'resource "aws_s3_bucket_ownership_controls" "o" {\n bucket = aws_s3_bucket.b.id\n rule {\n object_ownership = "BucketOwnerEnforced"\n }\n}\n'
    )
    found = facts(main, "s3:bucket")
    assert found["ownership"] == "BucketOwnerEnforced"
    assert found["public_access_block"] == {"Bucket": "b", "BlockPublicPolicy": True}


@pytest.mark.parametrize(
    ("main", "arn"),
    [
        (
            f'resource "aws_s3_bucket_policy" "p" {{\n bucket = "b"\n policy = {ALLOW % "s3:*"}\n}}\n',
            "arn:aws:s3:::b",
        ),
        (
            f'resource "aws_kms_key_policy" "p" {{\n key_id = "k"\n policy = {ALLOW % "kms:*"}\n}}\n',
            f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/k",
        ),
        (
            f'resource "aws_ecr_repository_policy" "p" {{\n repository = "a/b"\n policy = {ALLOW % "ecr:*"}\n}}\n',
            f"arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/a/b",
        ),
        (
            f'resource "aws_secretsmanager_secret_policy" "p" {{\n secret_arn = "arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:s-abcdef"\n policy = {ALLOW % "secretsmanager:*"}\n}}\n',
            f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:s-abcdef",
        ),
        (
            f'resource "aws_sns_topic" "t" {{\n name = "t"\n}}\nresource "aws_sns_topic_policy" "p" {{\n arn = aws_sns_topic.t.arn\n policy = {ALLOW % "sns:*"}\n}}\n',
            f"arn:aws:sns:eu-west-1:{ACCOUNT}:t",
        ),
        (
            f'resource "aws_sqs_queue" "q" {{\n name = "q"\n}}\nresource "aws_sqs_queue_policy" "p" {{\n queue_url = aws_sqs_queue.q.id\n policy = {ALLOW % "sqs:*"}\n}}\n',
            f"arn:aws:sqs:eu-west-1:{ACCOUNT}:q",
        ),
        (
            f'resource "aws_cloudwatch_event_bus_policy" "p" {{\n policy = {ALLOW % "events:*"}\n}}\n',
            f"arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/default",
        ),
        (
            f'resource "aws_sagemaker_model_package_group_policy" "p" {{\n model_package_group_name = "g"\n resource_policy = {ALLOW % "sagemaker:*"}\n}}\n',
            f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:model-package-group/g",
        ),
    ],
)
def test_a_policy_of_its_own_is_put_on_what_it_names(main, arn):
    parts = hcl(main)
    assert parts.failures == ()
    (attached,) = parts.attached
    assert (attached.to, attached.policy.kind) == (arn, PolicyKind.RESOURCE)
    assert len(attached.policy.statements) == 1


def test_permissions_of_a_function_make_up_one_policy():
    one = 'resource "aws_lambda_permission" "%s" {\n function_name = aws_lambda_function.f.function_name\n action = "lambda:InvokeFunction"\n principal = "%s"\n}\n'
    main = 'resource "aws_lambda_function" "f" {\n function_name = "f"\n role = "r"\n}\n'
    parts = hcl(main + one % ("a", "events.amazonaws.com") + one % ("b", "222222222222"))
    (found,) = graph(parts).of_type("lambda:function")
    assert found.policy is not None
    assert len(found.policy.statements) == 2


def test_a_key_without_a_policy_is_handed_to_its_account():
    policy = resource(hcl('resource "aws_kms_key" "k" {}\n'), "kms:key").policy
    assert policy is not None
    assert [each.text for each in policy.statements[0].principals.aws] == [
        f"arn:aws:iam::{ACCOUNT}:root"
    ]


ROLE = f'resource "aws_iam_role" "r" {{\n name = "r"\n path = "/ml/"\n assume_role_policy = {TRUST}\n%s\n}}\n'
POLICY = f'resource "aws_iam_policy" "p" {{\n name = "p"\n policy = {GIVE % "s3:GetObject"}\n}}\n'


@pytest.mark.parametrize(
    "main",
    [
        ROLE % f'inline_policy {{\n name = "i"\n policy = {GIVE % "s3:GetObject"}\n}}',
        ROLE % ""
        + f'resource "aws_iam_role_policy" "i" {{\n role = aws_iam_role.r.id\n policy = {GIVE % "s3:GetObject"}\n}}\n',
        ROLE % ""
        + POLICY
        + 'resource "aws_iam_role_policy_attachment" "a" {\n role = aws_iam_role.r.name\n policy_arn = aws_iam_policy.p.arn\n}\n',
        ROLE % ""
        + POLICY
        + 'resource "aws_iam_policy_attachment" "a" {\n name = "a"\n roles = [aws_iam_role.r.name]\n policy_arn = aws_iam_policy.p.arn\n}\n',
        ROLE % "managed_policy_arns = [aws_iam_policy.p.arn]" + POLICY,
    ],
)
def test_a_role_has_what_any_of_the_ways_gives_it(main):
    found = role(hcl(main), "r")
    assert (found.arn, found.path) == (f"arn:aws:iam::{ACCOUNT}:role/ml/r", "/ml/")
    assert found.held
    (policy,) = found.identity
    assert [each.text for each in policy.statements[0].actions] == ["s3:GetObject"]


def test_a_policy_of_aws_is_left_to_be_looked_up():
    arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    main = (
        ROLE % ""
        + f'resource "aws_iam_role_policy_attachment" "a" {{\n role = "r"\n policy_arn = "{arn}"\n}}\n'
    )
    parts = hcl(main)
    assert [each.text for each in role(parts, "r").managed] == [arn]
    (linked,) = graph(parts).roles.values()
    assert len(linked.identity) == 1


def test_a_policy_for_a_role_of_another_document_waits_for_it_under_its_arn():
    main = (
        f'resource "aws_iam_role_policy" "i" {{\n role = "theirs"\n policy = {GIVE % "s3:*"}\n}}\n'
    )
    (attached,) = hcl(main).attached
    assert attached.to == f"arn:aws:iam::{ACCOUNT}:role/theirs"


def test_a_boundary_of_this_folder_is_read_and_another_is_left_to_be_looked_up():
    (mine,) = hcl(ROLE % "permissions_boundary = aws_iam_policy.p.arn" + POLICY).roles
    (theirs,) = hcl(ROLE % 'permissions_boundary = "arn:aws:iam::111111111111:policy/x"').roles
    assert mine.boundary is not None
    assert mine.boundary.kind is PolicyKind.BOUNDARY
    assert theirs.boundary is None
    assert theirs.boundary_arn is not None


def test_a_user_has_the_policies_of_its_groups():
    main = f"""
    resource "aws_iam_user" "u" {{ name = "u" }}
    resource "aws_iam_group" "g" {{ name = "g" }}
    resource "aws_iam_group_policy" "p" {{
      group  = aws_iam_group.g.name
      policy = {GIVE % "s3:*"}
    }}
    resource "aws_iam_user_group_membership" "m" {{
      user   = aws_iam_user.u.name
      groups = [aws_iam_group.g.name, "elsewhere"]
    }}
    """
    found = role(hcl(main), "u")
    assert found.arn == f"arn:aws:iam::{ACCOUNT}:user/u"
    assert len(found.identity) == 1
    assert found.absent == "policies of group elsewhere"


def test_a_malformed_policy_is_a_failure_and_its_role_is_not_held_for_empty():
    main = (
        ROLE % ""
        + 'resource "aws_iam_role_policy" "i" {\n role = "r"\n policy = jsonencode({ Statement = [{ Effect = "Maybe" }] })\n}\n'
    )
    parts = hcl(main)
    (failure,) = parts.failures
    (policy,) = role(parts, "r").identity
    assert failure.at is not None
    assert policy.unresolved == "policy aws_iam_role_policy.i, which could not be read"


PIPELINE = """
resource "aws_codepipeline" "p" {
  name     = "p"
  role_arn = "arn:aws:iam::111111111111:role/p"
  %s
  %s
}
"""
STORE = 'artifact_store {\n type = "S3"\n location = "%s"\n %s\n}\n'
STAGE = """
stage {
  name = "Build"
  action {
    name             = "a"
    category         = "Build"
    owner            = "AWS"
    provider         = "CodeBuild"
    version          = "1"
    run_order        = 2
    namespace        = "n"
    region           = "us-east-1"
    role_arn         = "arn:aws:iam::222222222222:role/b"
    input_artifacts  = ["x"]
    output_artifacts = ["y", "z"]
    configuration    = { ProjectName = "q" }
  }
}
"""


def test_a_pipeline_has_its_stages_actions_and_store():
    (found,) = hcl(
        PIPELINE % (STORE % ("b", 'encryption_key {\n id = "k"\n type = "KMS"\n}'), STAGE)
    ).pipelines
    (action,) = found.stages[0].actions
    assert (found.stores["eu-west-1"].bucket, found.stores["eu-west-1"].key) == ("b", "k")
    assert (action.provider, action.region, action.run_order, action.namespace) == (
        "CodeBuild",
        "us-east-1",
        2,
        "n",
    )
    assert (action.inputs, action.outputs) == (("x",), ("y", "z"))
    assert action.role_arn == "arn:aws:iam::222222222222:role/b"
    assert {name: each.text for name, each in action.configuration.items()} == {"ProjectName": "q"}


def test_json_in_the_configuration_of_an_action_is_a_text():
    given = 'ProjectName = "q", EnvironmentVariables = jsonencode([{ name = "A" }])'
    stage = STAGE.replace('ProjectName = "q"', given)
    (found,) = hcl(PIPELINE % (STORE % ("b", ""), stage)).pipelines
    (action,) = found.stages[0].actions
    assert action.configuration["EnvironmentVariables"].text == '[{"name": "A"}]'


@pytest.mark.parametrize(
    "written", ["jsonencode(%s)", "yamlencode(%s)", "templatefile('b.yml', {})"]
)
def test_the_specification_of_a_build_is_read_however_it_is_put_together(written):
    given = '{ version = "0.2", env = { "secrets-manager" = { A = "tokens" } }, phases = {} }'
    text = written.replace("'", '"') % given if "%s" in written else written.replace("'", '"')
    main = f'resource "aws_codebuild_project" "p" {{\n name = "p"\n service_role = "r"\n source {{\n buildspec = {text}\n }}\n}}\n'
    said = "version: 0.2\nenv: {secrets-manager: {A: tokens}}\nphases: {}\n"
    project = resource(hcl(main, texts={"b.yml": said}), "codebuild:project")
    build = build_of(project, AccessGraph())
    assert build is not None
    assert build.unread == ()
    assert build.spec is not None
    assert list(build.spec.secrets) == ["A"]


@pytest.mark.parametrize("written", ["jsonencode(%s)", "yamlencode(%s)", "<<-E\n%s\nE"])
def test_the_definition_of_a_state_machine_is_read_however_it_is_put_together(written):
    given = '{"StartAt" : "A", "States" : {"A" : {"Type" : "Succeed"}}}'
    main = f'resource "aws_sfn_state_machine" "m" {{\n name = "m"\n role_arn = "r"\n definition = {written % given}\n}}\n'
    found = definition_of(resource(hcl(main), "states:stateMachine"), AccessGraph())
    assert found is not None
    assert found.text_at("States", "A", "Type") == "Succeed"


def test_what_a_schedule_sends_is_read_however_it_is_put_together():
    sends = '{ QueueUrl = "https://sqs.eu-west-1.amazonaws.com/222222222222/q", MessageBody = "x" }'
    main = (
        'resource "aws_scheduler_schedule" "s" {\n name = "s"\n schedule_expression = "rate(1 hour)"\n'
        ' target {\n arn = "arn:aws:scheduler:::aws-sdk:sqs:sendMessage"\n'
        f' role_arn = "arn:aws:iam::{ACCOUNT}:role/s"\n input = jsonencode({sends})\n }}\n}}\n'
    )
    (path,) = trace(graph(hcl(main)))
    assert "arn:aws:sqs:eu-west-1:222222222222:q" in [hop.step.resource for hop in path.hops]


def test_a_pipeline_of_several_regions_has_a_store_in_each():
    stores = STORE % ("b", 'region = "eu-west-1"') + STORE % ("c", 'region = "us-east-1"')
    (found,) = hcl(PIPELINE % (stores, STAGE)).pipelines
    assert {region: store.bucket for region, store in found.stores.items()} == {
        "eu-west-1": "b",
        "us-east-1": "c",
    }


def test_stages_that_nobody_knows_are_a_stage_of_an_unknown_kind():
    dynamic = 'dynamic "stage" {\n for_each = var.stages\n content {\n name = stage.value\n }\n}\n'
    parts = hcl('variable "stages" {}\n' + PIPELINE % (STORE % ("b", ""), STAGE + dynamic))
    assert parts.failures == ()
    (found,) = parts.pipelines
    assert [len(stage.actions) for stage in found.stages] == [1, 1]


def test_tags_are_the_list_that_cloudformation_has():
    main = 'resource "aws_sfn_state_machine" "m" {\n name = "m"\n role_arn = "r"\n definition = "{}"\n tags = { a_b = "c" }\n}\n'
    assert facts(main, "states:stateMachine")["tags"] == [{"Key": "a_b", "Value": "c"}]


def test_an_unknown_type_is_made_but_is_no_resource():
    parts = hcl('resource "aws_glue_something" "x" {}\n')
    assert [each.type for each in parts.made] == ["aws_glue_something"]
    assert parts.resources == ()


def test_nodes_of_facts_have_places():
    main = BUCKET % f"server_side_encryption_configuration {{\n{DEFAULT}}}"
    node: Node = resource(hcl(main), "s3:bucket").facts["encryption"]
    assert node.span.line is not None


def test_policies_that_a_list_leaves_out_may_be_taken_away():
    attachment = 'resource "aws_iam_role_policy_attachment" "a" {\n role = aws_iam_role.r.name\n policy_arn = aws_iam_policy.p.arn\n}\n'
    only = 'resource "aws_iam_role_policy_attachments_exclusive" "e" {\n role_name = aws_iam_role.r.name\n policy_arns = %s\n}\n'
    taken = role(hcl(ROLE % "" + POLICY + attachment + only % "[]"), "r").identity
    kept = role(
        hcl(ROLE % "" + POLICY + attachment + only % "[aws_iam_policy.p.arn]"), "r"
    ).identity
    assert [(policy.statements, policy.unresolved) for policy in taken] == [
        ((), "whether aws_iam_policy.p stays attached")
    ]
    assert [len(policy.statements) for policy in kept] == [1]


def test_inline_policies_that_a_list_leaves_out_may_be_taken_away():
    inline = f'resource "aws_iam_role_policy" "i" {{\n role = "r"\n name = "i"\n policy = {GIVE % "s3:GetObject"}\n}}\n'
    only = 'resource "aws_iam_role_policies_exclusive" "e" {\n role_name = aws_iam_role.r.name\n policy_names = %s\n}\n'
    (taken,) = role(hcl(ROLE % "" + inline + only % '["j"]'), "r").identity
    (kept,) = role(hcl(ROLE % "" + inline + only % '["i"]'), "r").identity
    assert taken.unresolved == "whether aws_iam_role_policy.i stays attached"
    assert len(kept.statements) == 1


GRANT = 'resource "aws_kms_key" "k" {}\nresource "aws_kms_grant" "g" {\n key_id = aws_kms_key.k.key_id\n grantee_principal = "arn:aws:iam::222222222222:role/r"\n operations = %s\n%s\n}\n'


def test_a_grant_is_on_its_key_with_what_it_asks_of_the_context():
    constraints = 'constraints {\n encryption_context_equals = { a = "b" }\n encryption_context_subset = { c = "d" }\n }'
    estate = graph(hcl(GRANT % ('["Decrypt", "GenerateDataKey"]', constraints)))
    (key,) = estate.of_type("kms:key")
    (grant,) = estate.grants[key.arn]
    assert grant.operations == ("Decrypt", "GenerateDataKey")
    assert (grant.context_equals, grant.context_subset) == ({"a": "b"}, {"c": "d"})
    who = Principal(PrincipalKind.SESSION, grant.grantee, "222222222222")
    request = Request(who, "kms:Decrypt", key.arn, ACCOUNT)
    assert policies_in_force(request, estate, KMS_KEY).kms_grants == (grant,)


@pytest.mark.parametrize(
    ("operations", "more"),
    [("[var.what]", ""), ('["Decrypt"]', "count = var.what"), ("var.what", "")],
)
def test_a_grant_that_nobody_knows_leaves_the_key_in_doubt(operations, more):
    estate = graph(hcl(f'variable "what" {{}}\n{GRANT % (operations, more)}'))
    (key,) = estate.of_type("kms:key")
    assert estate.grants == {}
    assert key.policy is not None
    assert key.policy.statements
    assert key.policy.unresolved


def test_a_grant_to_nobody_is_a_failure():
    (failure,) = hcl(
        'resource "aws_kms_grant" "g" {\n key_id = "k"\n operations = []\n}\n'
    ).failures
    assert failure.message == "`aws_kms_grant.g` grants nothing to anybody"


def test_a_share_allows_its_principals_what_nobody_knows():
    main = 'resource "aws_ram_resource_share" "s" {\n name = "s"\n}\nresource "aws_ram_resource_association" "a" {\n resource_arn = "arn:aws:sagemaker:eu-west-1:111111111111:model-package-group/g"\n resource_share_arn = aws_ram_resource_share.s.arn\n}\nresource "aws_ram_principal_association" "x" {\n principal = "%s"\n resource_share_arn = aws_ram_resource_share.s.arn\n}\n'
    for principal, named in (
        ("222222222222", ["222222222222"]),
        ("arn:aws:organizations::111111111111:organization/o-abc", []),
    ):
        (attached,) = hcl(main % principal).attached
        (statement,) = attached.policy.statements
        assert attached.adds
        assert statement.principals is not None
        assert [each.text for each in statement.principals.aws if each.text != "*"] == named
        assert bool(statement.conditions) is not bool(named)


def test_rules_of_a_group_are_one_for_each_range_and_group():
    main = 'resource "aws_security_group" "g" {\n ingress {\n from_port = 443\n to_port = 443\n protocol = "tcp"\n cidr_blocks = ["10.0.0.0/8"]\n security_groups = ["sg-2"]\n self = true\n }\n dynamic "ingress" {\n for_each = var.x\n content {\n protocol = "-1"\n }\n }\n}\nvariable "x" {}\n'
    found = resource(hcl(main), "ec2:security-group").facts["ingress"].items
    assert [sorted(each.mapping.keys() - {"FromPort", "ToPort"}) for each in found] == [
        ["CidrIp", "IpProtocol"],
        ["IpProtocol", "SourceSecurityGroupId"],
        ["IpProtocol"],
        ["IpProtocol"],
    ]


def test_what_may_not_be_set_is_not_known():
    main = (
        BUCKET % ""
        + 'variable "on" {}\nresource "aws_s3_bucket_public_access_block" "p" {\n count = var.on\n bucket = aws_s3_bucket.b.id\n block_public_policy = true\n}\n'
    )
    node = resource(hcl(main), "s3:bucket").facts["public_access_block"]
    assert shown(node.text or "") == "${var.on of infra}"
