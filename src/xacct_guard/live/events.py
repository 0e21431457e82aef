"""Amazon EventBridge: buses, and the rules of each with what they set going."""

from __future__ import annotations

from ..shape import at, parsed, shape
from ..span import Node
from . import Ask, Kind


def _bus(record: Node) -> Node | None:
    """The bus that a rule is on; a template leaves out the default one."""
    found = at(record, "list_rules.EventBusName")
    return None if found is None or found.text == "default" else found


def _pattern(record: Node) -> Node | None:
    return parsed(at(record, "list_rules.EventPattern"))


LIVE = (
    Kind(
        "events:event-bus",
        Ask("events", "list_event_buses", ("events:ListEventBuses",)),
        items="EventBuses",
        named="Name",
        looks=(
            Ask("events", "describe_event_bus", ("events:DescribeEventBus",), {"Name": "Name"}),
        ),
        gone=("ResourceNotFoundException",),
        cfn="AWS::Events::EventBus",
        properties=shape(
            Name="list_event_buses.Name", KmsKeyIdentifier="describe_event_bus.KmsKeyIdentifier"
        ),
        policy="describe_event_bus.Policy",
    ),
    Kind(
        "events:rule",
        Ask("events", "list_rules", ("events:ListRules",), {"EventBusName": "within.Name"}),
        items="Rules",
        named="join('/', [EventBusName || 'default', Name])",
        looks=(
            Ask(
                "events",
                "list_targets_by_rule",
                ("events:ListTargetsByRule",),
                {"Rule": "Name", "EventBusName": "EventBusName"},
                keep="Targets",
            ),
        ),
        within="events:event-bus",
        gone=("ResourceNotFoundException",),
        veil=frozenset({"Environment"}),
        cfn="AWS::Events::Rule",
        properties=shape(
            Name="list_rules.Name",
            EventBusName=_bus,
            EventPattern=_pattern,
            State="list_rules.State",
            ScheduleExpression="list_rules.ScheduleExpression",
            RoleArn="list_rules.RoleArn",
            Targets="list_targets_by_rule",
        ),
    ),
)
