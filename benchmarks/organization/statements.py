"""What roles are allowed in their own account: statements as teams write them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from .content import Content, Json, allow
from .layout import BUCKETS, KEYS, REGION, REPOSITORIES

Draw = Callable[[Content, Random], Json]


def _own(content: Content, service: str, rest: str) -> str:
    return f"arn:aws:{service}:{REGION}:{content.id}:{rest}"


def _bucket(content: Content, dice: Random) -> str:
    return f"arn:aws:s3:::{content.layout.bucket(content.index, dice.randrange(BUCKETS))}"


def _named(dice: Random) -> str:
    return f"{dice.choice(_WORDS)}-{dice.randrange(100):02}"


def _read(content: Content, dice: Random) -> Json:
    actions = ["s3:GetObject", "s3:GetObjectVersion"]
    return allow(actions, f"{_bucket(content, dice)}/{_named(dice)}/*")


def _write(content: Content, dice: Random) -> Json:
    return allow("s3:PutObject", f"{_bucket(content, dice)}/{_named(dice)}/*")


def _list(content: Content, dice: Random) -> Json:
    prefix = {"StringLike": {"s3:prefix": f"{_named(dice)}/*"}}
    return allow("s3:ListBucket", _bucket(content, dice), Condition=prefix)


def _decrypt(content: Content, dice: Random) -> Json:
    through = {"StringEquals": {"kms:ViaService": f"s3.{REGION}.amazonaws.com"}}
    key = content.layout.key(content.index, dice.randrange(KEYS))
    return allow(["kms:Decrypt", "kms:GenerateDataKey"], key, Condition=through)


def _pull(content: Content, dice: Random) -> Json:
    number = dice.randrange(REPOSITORIES)
    return allow(PULL, content.layout.repository_arn(content.index, number))


def _log(content: Content, dice: Random) -> Json:
    group = _own(content, "logs", f"log-group:/ml/{_named(dice)}:*")
    return allow(["logs:CreateLogStream", "logs:PutLogEvents"], group)


def _describe(content: Content, dice: Random) -> Json:
    job = _own(content, "sagemaker", f"training-job/{_named(dice)}-*")
    return allow(["sagemaker:DescribeTrainingJob", "sagemaker:StopTrainingJob"], job)


def _invoke(content: Content, dice: Random) -> Json:
    return allow("sagemaker:InvokeEndpoint", _own(content, "sagemaker", f"endpoint/{_named(dice)}"))


def _look_up(content: Content, dice: Random) -> Json:
    actions = ["dynamodb:GetItem", "dynamodb:Query"]
    return allow(actions, _own(content, "dynamodb", f"table/{_named(dice)}"))


def _keep(content: Content, dice: Random) -> Json:
    actions = ["dynamodb:PutItem", "dynamodb:UpdateItem"]
    return allow(actions, _own(content, "dynamodb", f"table/{_named(dice)}"))


def _send(content: Content, dice: Random) -> Json:
    return allow("sqs:SendMessage", _own(content, "sqs", _named(dice)))


def _receive(content: Content, dice: Random) -> Json:
    actions = ["sqs:DeleteMessage", "sqs:ReceiveMessage", "sqs:GetQueueAttributes"]
    return allow(actions, _own(content, "sqs", _named(dice)))


def _publish(content: Content, dice: Random) -> Json:
    return allow("sns:Publish", _own(content, "sns", _named(dice)))


def _parameter(content: Content, dice: Random) -> Json:
    actions = ["ssm:GetParameter", "ssm:GetParameters"]
    return allow(actions, _own(content, "ssm", f"parameter/ml/{_named(dice)}"))


def _execute(content: Content, dice: Random) -> Json:
    return allow("states:StartExecution", _own(content, "states", f"stateMachine:{_named(dice)}"))


def _table(content: Content, dice: Random) -> Json:
    parts = ("catalog", "database/ml", f"table/ml/{_named(dice)}")
    return allow(
        ["glue:GetTable", "glue:GetPartitions"], [_own(content, "glue", each) for each in parts]
    )


def _measure(_content: Content, dice: Random) -> Json:
    space = {"StringEquals": {"cloudwatch:namespace": f"ml/{_named(dice)}"}}
    return allow("cloudwatch:PutMetricData", "*", Condition=space)


def _call(content: Content, dice: Random) -> Json:
    return allow("lambda:InvokeFunction", _own(content, "lambda", f"function:{_named(dice)}"))


PULL = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"]
_CONDITIONED = (_list, _decrypt, _measure)
_PLAIN = (
    *(_read, _write, _pull, _log, _describe, _invoke, _look_up, _keep, _send, _receive, _publish),
    *(_parameter, _execute, _table, _call),
)
_WORDS = ("clicks", "claims", "quotes", "frames", "voices", "orders", "baskets", "ranks", "alerts")


def drawn(content: Content, dice: Random) -> Json:
    """A statement; a quarter of them have a condition."""
    if dice.random() < 1 / 8:
        return dice.choice(_CONDITIONED)(content, dice)
    statement = dice.choice(_PLAIN)(content, dice)
    if dice.random() < 1 / 7:
        statement["Condition"] = _condition(content, dice)
    return statement


def _condition(content: Content, dice: Random) -> Json:
    return dice.choice(
        (
            {"StringEquals": {"aws:RequestedRegion": REGION}},
            {"StringEquals": {"aws:ResourceAccount": content.id}},
            {"Bool": {"aws:SecureTransport": "true"}},
            {"StringEquals": {"aws:ResourceOrgID": content.layout.id}},
        )
    )
