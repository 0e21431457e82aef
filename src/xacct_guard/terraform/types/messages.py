"""Topics, queues, functions, and what calls them."""

from __future__ import annotations

from collections.abc import Mapping

from ...services import PolicyType
from .. import shapes
from .row import TerraformType

_DOCUMENT = {"policy": "PolicyDocument"}

TYPES: Mapping[str, TerraformType] = {
    "aws_sns_topic": TerraformType(
        "AWS::SNS::Topic", names={"name": "TopicName"}, id="{arn}", holds="Policy"
    ),
    "aws_sns_topic_subscription": TerraformType(
        "AWS::SNS::Subscription", named_by=None, id="{arn}"
    ),
    "aws_sns_topic_policy": TerraformType(
        "AWS::SNS::TopicPolicy", names=_DOCUMENT | {"arn": "Topics"}
    ),
    "aws_sqs_queue": TerraformType(
        "AWS::SQS::Queue",
        names={"name": "QueueName"},
        holds="Policy",
        id="https://sqs.{region}.amazonaws.com/{account}/{name}",
        attributes={"url": "https://sqs.{region}.amazonaws.com/{account}/{name}"},
    ),
    "aws_sqs_queue_policy": TerraformType(
        "AWS::SQS::QueuePolicy", names=_DOCUMENT | {"queue_url": "Queues"}
    ),
    "aws_lambda_function": TerraformType(
        "AWS::Lambda::Function",
        single=("vpc_config", "environment", "dead_letter_config"),
        named_by="function_name",
        attributes={
            "invoke_arn": "arn:{partition}:apigateway:{region}:lambda:path/2015-03-31/functions/"
            "{arn}/invocations",
            "qualified_arn": "{arn}:*",
        },
    ),
    "aws_lambda_event_source_mapping": TerraformType(
        "AWS::Lambda::EventSourceMapping",
        single=("destination_config", "on_failure"),
        names={"destination_arn": "Destination"},
        named_by=None,
    ),
    "aws_lambda_function_event_invoke_config": TerraformType(
        "AWS::Lambda::EventInvokeConfig",
        single=("destination_config", "on_failure", "on_success"),
        named_by="qualifier",
    ),
    "aws_lambda_alias": TerraformType("AWS::Lambda::Alias", id="{arn}"),
    "aws_lambda_permission": TerraformType(
        "AWS::Lambda::Permission",
        names={"principal_org_id": "PrincipalOrgID", "statement_id": "Id"},
    ),
    "aws_cloudwatch_event_rule": TerraformType(
        "AWS::Events::Rule",
        adapt=shapes.event_rule,
    ),
    "aws_cloudwatch_event_target": TerraformType(
        many=True,
        names={"target_id": "Id", "ecs_target": "EcsParameters", "batch_target": "BatchParameters"},
        single=("ecs_target", "batch_target", "dead_letter_config"),
        sets="Targets",
        of="events:rule",
        target="rule",
    ),
    "aws_cloudwatch_event_bus": TerraformType("AWS::Events::EventBus"),
    "aws_cloudwatch_event_permission": TerraformType(
        "AWS::Events::EventBusPolicy", single=("condition",)
    ),
    "aws_cloudwatch_event_bus_policy": TerraformType(
        policy=PolicyType(
            "", of="events:event-bus", target="EventBusName", document="Policy", otherwise="default"
        )
    ),
    "aws_scheduler_schedule": TerraformType(
        "AWS::Scheduler::Schedule",
        single=(
            "target",
            "flexible_time_window",
            "sagemaker_pipeline_parameters",
            "sqs_parameters",
            "ecs_parameters",
            "dead_letter_config",
        ),
        names={"kms_key_arn": "KmsKeyArn"},
    ),
}
