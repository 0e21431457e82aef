"""Which services say for whom they come, so that a policy can ask them for it.

A service principal is the same for all customers of AWS; `aws:SourceArn` and `aws:SourceAccount` tell them
apart, where a page shows that the service sends them on this very kind of request. For others a condition may
keep the service out.
https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
"""

from __future__ import annotations

from collections.abc import Mapping

AT_RESOURCES: Mapping[tuple[str, str], str] = {
    ("s3.amazonaws.com", "sns:topic"): "sns:Publish",
    ("s3.amazonaws.com", "sqs:queue"): "sqs:SendMessage",
    ("s3.amazonaws.com", "lambda:function"): "lambda:InvokeFunction",
    ("events.amazonaws.com", "sqs:queue"): "sqs:SendMessage",
    ("events.amazonaws.com", "lambda:function"): "lambda:InvokeFunction",
    ("sns.amazonaws.com", "sqs:queue"): "sqs:SendMessage",
    ("sns.amazonaws.com", "lambda:function"): "lambda:InvokeFunction",
    ("apigateway.amazonaws.com", "lambda:function"): "lambda:InvokeFunction",
    ("codebuild.amazonaws.com", "ecr:repository"): "ecr:BatchGetImage",
    ("lambda.amazonaws.com", "ecr:repository"): "ecr:BatchGetImage",
}
"""By service and type of resource: what the service does there, telling for whom it does it.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
https://docs.aws.amazon.com/AmazonECR/latest/userguide/cross-service-confused-deputy-prevention.html
"""

WITH_ROLES = frozenset(
    {
        *("sagemaker.amazonaws.com", "states.amazonaws.com", "events.amazonaws.com"),
        *("codebuild.amazonaws.com", "scheduler.amazonaws.com", "pipes.amazonaws.com"),
        "ecs-tasks.amazonaws.com",
    }
)
"""The services that tell for whom they take on a role.

https://docs.aws.amazon.com/sagemaker/latest/dg/security-confused-deputy-prevention.html
https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
https://docs.aws.amazon.com/codebuild/latest/userguide/cross-service-confused-deputy-prevention.html
https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
"""

SILENT_ABROAD = "events.amazonaws.com"
"""The service that is not shown to tell for whom it takes on a role that goes on to another account."""
