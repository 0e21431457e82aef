"""Events of a function or state machine: their name, their type, what they say."""

from __future__ import annotations

from dataclasses import dataclass

from ....span import Node, Span
from .nodes import Made, get_att, listed, mapping, properties_of, resource, text
from .role import event_role

SCHEDULER = "scheduler.amazonaws.com"
RULES = {
    "Schedule": ("ScheduleExpression", "Schedule"),
    "CloudWatchEvent": ("EventPattern", "Pattern"),
    "EventBridgeRule": ("EventPattern", "Pattern"),
}
"""Events that are a rule: which property of the rule is which property of the event."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event as written: what it starts, its own name, its type, its properties."""

    logical: str
    name: str
    kind: str
    node: Node

    @property
    def id(self) -> str:
        """What the resources made of it are called by."""
        return f"{self.logical}{self.name}"

    @property
    def at(self) -> Span:
        """Where it is written."""
        return self.node.span

    def get(self, name: str) -> Node | None:
        """A property."""
        return properties_of(self.node, self.at).get(name)


def events_of(logical: str, given: Node) -> tuple[Event, ...]:
    """The events that the properties list."""
    written = given.get("Events")
    found = written.mapping.items() if written else ()
    kinds = ((name, node.get("Type"), node) for name, node in found)
    return tuple(
        Event(logical, name, (kind.text if kind else None) or "", node)
        for name, kind, node in kinds
    )


def rule(event: Event, source: Node, target: Node, role: Node | None) -> Made:
    """The rule of EventBridge that an event is."""
    to, of = RULES[event.kind]
    members = {"Arn": target, "Id": text(f"{event.id}Target", event.at)}
    if role is not None:
        members["RoleArn"] = role
    properties = {"Targets": listed(event.at, (mapping(event.at, members),))}
    names = {to: of, "Name": "Name" if event.kind == "Schedule" else "RuleName"}
    for name, written in {**names, "EventBusName": "EventBusName", "State": "State"}.items():
        if (member := event.get(written)) is not None:
            properties[name] = member
    yield event.id, resource(source, event.at, "AWS::Events::Rule", properties)


def schedule(event: Event, source: Node, target: Node, given: Node, document: Node) -> Made:
    """The schedule that an event is, and the role as which it starts its target."""
    own = event.get("RoleArn")
    arn = own or get_att(f"{event.id}Role", "Arn", event.at)
    properties = {
        "Name": event.get("Name") or text(event.id, event.at),
        "Target": mapping(event.at, {"Arn": target, "RoleArn": arn}),
    }
    for name in ("ScheduleExpression", "GroupName", "State"):
        if (member := event.get(name)) is not None:
            properties[name] = member
    yield event.id, resource(source, event.at, "AWS::Scheduler::Schedule", properties)
    if own is None:
        role = event_role(given, event.at, SCHEDULER, document)
        yield f"{event.id}Role", resource(source, event.at, "AWS::IAM::Role", role)
