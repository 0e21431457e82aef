"""Pipelines, builds, state machines, stacks."""

from __future__ import annotations

from collections.abc import Mapping

from .. import shapes
from .row import TerraformType

_INSTANCE = TerraformType(
    names={"account_id": "Account", "stack_set_instance_region": "Region"},
    sets="StackInstancesGroup",
    of="cloudformation:stackset",
    target="stack_set_name",
    many=True,
)

TYPES: Mapping[str, TerraformType] = {
    "aws_codepipeline": TerraformType("AWS::CodePipeline::Pipeline", adapt=shapes.pipeline),
    "aws_codebuild_project": TerraformType(
        "AWS::CodeBuild::Project",
        single=(
            *("artifacts", "environment", "source", "cache", "vpc_config", "logs_config"),
            *("cloudwatch_logs", "s3_logs"),
        ),
        names={
            "environment_variable": "EnvironmentVariables",
            "cloudwatch_logs": "CloudWatchLogs",
            "s3_logs": "S3Logs",
            "buildspec": "BuildSpec",
        },
        id="{arn}",
    ),
    "aws_codecommit_repository": TerraformType(
        "AWS::CodeCommit::Repository", named_by="repository_name"
    ),
    "aws_sfn_state_machine": TerraformType(
        "AWS::StepFunctions::StateMachine",
        names={
            "name": "StateMachineName",
            "definition": "DefinitionString",
            "type": "StateMachineType",
        },
        single=("logging_configuration", "tracing_configuration", "encryption_configuration"),
        id="{arn}",
    ),
    "aws_cloudformation_stack": TerraformType(
        "AWS::CloudFormation::Stack",
        names={"template_url": "TemplateURL", "iam_role_arn": "RoleARN"},
        id="{arn}",
    ),
    "aws_cloudformation_stack_set": TerraformType(
        "AWS::CloudFormation::StackSet",
        names={
            "name": "StackSetName",
            "template_url": "TemplateURL",
            "administration_role_arn": "AdministrationRoleARN",
        },
        single=("auto_deployment", "operation_preferences"),
    ),
    "aws_cloudformation_stack_set_instance": _INSTANCE,
    "aws_cloudformation_stack_instances": _INSTANCE,
}
