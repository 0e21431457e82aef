"""What starting something takes, by the kind of thing its ARN names: a rule, a schedule, a queue may do it.

Sources: EventBridge user guide, eb-targets.html; EventBridge Scheduler user guide,
managing-targets-templated.html.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..graph.caller import Caller
from ..graph.step import Page, Start, Step, Steps
from ..iam.arn import Arn
from ..iam.request import ContextValue
from ..iam.symbol import shown, surely_differ
from ..operations import operations
from ..services.awslambda import without_qualifier
from ..services.stepfunctions import machine_of
from ..span import Node

_ACTIONS = {
    "batch:job-queue": "batch:SubmitJob",
    "codebuild:project": "codebuild:StartBuild",
    "codepipeline:": "codepipeline:StartPipelineExecution",
    "ecs:cluster": "ecs:RunTask",
    "events:api-destination": "events:InvokeApiDestination",
    "events:event-bus": "events:PutEvents",
    "firehose:deliverystream": "firehose:PutRecord",
    "glue:workflow": "glue:NotifyEvent",
    "kinesis:stream": "kinesis:PutRecord",
    "lambda:function": "lambda:InvokeFunction",
    "sagemaker:pipeline": "sagemaker:StartPipelineExecution",
    "sns:": "sns:Publish",
    "sqs:": "sqs:SendMessage",
    "states:stateMachine": "states:StartExecution",
}
"""The request that sends to a target or starts it, by service and type."""

BY_POLICY = frozenset({"lambda:function", "sns:", "sqs:"})
"""Targets whose own policy lets a service in (eb-use-resource-based.html)."""

_WITH_PARAMETERS = frozenset({"ecs:RunTask", "batch:SubmitJob"})


@dataclass(frozen=True, slots=True)
class Target:
    """Something with an ARN that can be started: its kind (`lambda:function`), and the action that does it."""

    arn: str
    kind: str
    action: str
    account: str

    def is_foreign(self, account: str) -> bool:
        """Is it for certain in another account?"""
        return bool(self.account) and surely_differ(self.account, account)


def target_of(arn: str | None) -> Target | None:
    """The target that an ARN names; None where it is of no kind that is known."""
    parsed = Arn.parse(arn) if arn else None
    if arn is None or parsed is None:
        return None
    named = parsed.service in ("sns", "sqs", "codepipeline")
    kind = f"{parsed.service}:{'' if named else parsed.type}"
    action = _ACTIONS.get(kind)
    return Target(arn, kind, action, parsed.account) if action else None


def sent(
    target: Target,
    caller: Caller,
    page: Page,
    *,
    context: Mapping[str, ContextValue] | None = None,
    absent: frozenset[str] = frozenset(),
    parameters: Node | None = None,
    anywhere: bool = False,
) -> Steps:
    """Send to the target, as the caller; what it then does follows.

    `parameters` are those of the call where it takes more than the ARN (a task of ECS). Most senders reach
    only what is in their own Region; some reach it `anywhere`.
    """
    if parameters is not None and target.action in _WITH_PARAMETERS:
        yield from operations()[target.action].steps(caller, parameters)
        return
    says = f"start `{shown(_name(target))}`"
    near = target.kind != "events:event-bus" and not anywhere
    yield caller.ask(
        says, target.action, target.arn, page, context=context, absent=absent, local=near
    )
    if target.action in _WITH_PARAMETERS:
        yield caller.unknown(says, f"parameters of {target.action}", page)
    if target.kind in _STARTED:
        yield Start(_STARTED[target.kind](target.arn), caller.span)


def refused(target: Target, caller: Caller, why: str, page: Page) -> Step:
    """Starting the target, which AWS refuses for that reason whatever the policies say."""
    return replace(caller.ask("start the target", target.action, target.arn, page), cannot=why)


def _itself(arn: str) -> str:
    return arn


_STARTED = {
    "codebuild:project": _itself,
    "lambda:function": without_qualifier,
    "sagemaker:pipeline": _itself,
    "states:stateMachine": machine_of,
}


def _name(target: Target) -> str:
    parsed = Arn.parse(target.arn)
    return parsed.name if parsed else target.arn
