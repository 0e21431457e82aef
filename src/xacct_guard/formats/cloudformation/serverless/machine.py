"""State machines of the transform: the machine, its role, what its events start it by.

Reference: serverless-application-model/latest/developerguide/sam-resource-statemachine.html.
"""

from __future__ import annotations

from ....span import Node, Span
from .event import RULES, Event, events_of, rule, schedule
from .nodes import Made, allow, get_att, properties_of, ref, resource
from .policies import MANAGED, Policies
from .role import event_role, managed, roled

_RENAMED = {
    "DefinitionUri": "DefinitionS3Location",
    "Name": "StateMachineName",
    "Role": "RoleArn",
    "Type": "StateMachineType",
}


def machine(logical: str, node: Node, at: Span) -> Made:
    """The resources that a state machine stands for."""
    given = properties_of(node, at)
    tracing = given.get("Tracing", "Enabled")
    watched = [f"{MANAGED}/AWSXRayDaemonWriteAccess"] if tracing and tracing.text == "true" else []
    properties, role = roled(
        logical, given, at, "states.amazonaws.com", Policies(managed(watched, at))
    )
    properties = {_RENAMED.get(name, name): member for name, member in properties.items()}
    yield logical, resource(node, at, "AWS::StepFunctions::StateMachine", properties)
    if role is not None:
        yield f"{logical}Role", resource(node, at, "AWS::IAM::Role", role)
    for event in events_of(logical, given):
        yield from _started(event, node, given)


def _started(event: Event, source: Node, given: Node) -> Made:
    """What an event of a state machine is made of: a rule or a schedule, and the role as which it starts."""
    target = ref(event.logical, event.at)
    document = allow("states:StartExecution", target, event.at)
    if event.kind == "ScheduleV2":
        yield from schedule(event, source, target, given, document)
        return
    service = "apigateway.amazonaws.com" if event.kind == "Api" else "events.amazonaws.com"
    own = event.get("RoleArn") if event.kind == "Schedule" else None
    if event.kind in RULES:
        role_arn = own or get_att(f"{event.id}Role", "Arn", event.at)
        yield from rule(event, source, target, role_arn)
    if own is None and (event.kind in RULES or event.kind == "Api"):
        role = event_role(given, event.at, service, document)
        yield f"{event.id}Role", resource(source, event.at, "AWS::IAM::Role", role)
