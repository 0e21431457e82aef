"""Amazon CloudWatch Logs and metrics."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph.caller import Caller
from ..graph.step import Page, Step
from ..iam.symbol import Symbol
from . import PolicyType, ResourceType, Service


def write(group: str, caller: Caller, page: Page) -> Iterator[Step]:
    """Write to a log group of the caller's account.

    What cannot write its log loses what it has to say, but runs: a refusal stops nothing.
    """
    arn = caller.arn("logs", f"log-group:{group}")
    stream = f"{arn}:log-stream:{Symbol('log stream')}"
    for action, resource in (
        ("logs:CreateLogGroup", arn),
        ("logs:CreateLogStream", stream),
        ("logs:PutLogEvents", stream),
    ):
        yield caller.ask(f"write the log `{group}`", action, resource, page, optional=True)


def measure(namespace: str, caller: Caller, page: Page) -> Iterator[Step]:
    """Put metrics into a namespace; without them everything runs as well."""
    yield caller.ask(
        f"put metrics into `{namespace}`",
        "cloudwatch:PutMetricData",
        "*",
        page,
        context={"cloudwatch:namespace": namespace},
        optional=True,
    )


SERVICE = Service(
    "logs",
    resources=(
        ResourceType(
            "logs:log-group",
            arn="arn:{partition}:logs:{region}:{account}:log-group:{name}",
            cfn="AWS::Logs::LogGroup",
            named_by="LogGroupName",
            attributes={"Arn": "{arn}:*"},
            # Its resource policies let services write, not principals (API_PutResourcePolicy.html).
            takes_policy=False,
            facts={"key": "KmsKeyId"},
        ),
    ),
    policies=(PolicyType("AWS::Logs::ResourcePolicy", of="logs:log-group", target="", adds=True),),
)
