"""AWS Step Functions: state machines."""

from __future__ import annotations

from dataclasses import replace

from ..definitions.asl import MapRun, read_tasks
from ..graph.key import key_arn
from ..graph.step import Page, Step, Steps
from ..tasks import Machine, asked_by, definition_of
from . import Creation, Handler

_RULE = Page.of("step-functions/latest/dg", "service-integration-iam-templates.html")
_LOGS = Page.of("step-functions/latest/dg", "cw-logs.html")
_KEEPS = frozenset({"events:PutRule", "events:PutTargets", "events:DescribeRule"})


def machine(creation: Creation) -> Steps:
    """What is checked when a machine is made: its key, and its role's leave to keep rules and a log.

    A role that may not keep the rules that `.sync` tasks wait by makes no machine: "is not authorized to
    create managed-rule" (_RULE).
    """
    maker = creation.maker
    for key in creation.texts("EncryptionConfiguration.KmsKeyId"):
        for action in ("kms:DescribeKey", "kms:GenerateDataKey"):
            yield creation.ask(action, key_arn(key, maker.region, maker.account))
    for role in creation.texts("RoleArn"):
        yield from _rules(creation, role)
        if creation.has("LoggingConfiguration.Destinations"):
            yield maker.at(role).ask("have the log delivered", "logs:CreateLogDelivery", "*", _LOGS)


def _rules(creation: Creation, role: str) -> Steps:
    held = creation.resource
    definition = definition_of(held, creation.graph) if held else None
    if held is None or definition is None:
        return
    worker = creation.maker.at(role)
    kind = Machine(held.arn, "STANDARD")
    for task in read_tasks(definition):
        if isinstance(task, MapRun):
            continue
        for step in asked_by(task, kind, replace(worker, span=task.state.span)):
            if (
                isinstance(step, Step)
                and step.action in _KEEPS
                and ":rule/StepFunctions" in step.resource
            ):
                yield replace(step, says=f"make `{creation.made.place}`: {step.says}", page=_RULE)


HANDLERS = (
    Handler(
        "AWS::StepFunctions::StateMachine",
        create=("states:CreateStateMachine",),
        given={"Tags": ("states:TagResource",)},
        aside=("states:DescribeStateMachine",),
        passes={"RoleArn": "states.amazonaws.com"},
        reads=(("DefinitionS3Location", "Bucket", "Key"), ("DefinitionUri", "Bucket", "Key")),
        steps=machine,
    ),
)
