"""Amazon EventBridge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..graph.access_graph import AccessGraph
from ..graph.caller import Caller
from ..graph.key import key_arn
from ..graph.step import Page, Step
from ..iam.request import ContextValue
from ..iam.statement_node import statement_of, under
from ..iam.symbol import has_symbol
from ..span import Node
from . import PolicyType, ResourceType, Service

_SERVICE = "events.amazonaws.com"
_KEY = Page.of("eventbridge/latest/userguide", "eb-encryption-event-bus-cmkey.html")
_NOT_TOLD = frozenset({"kms:viaservice", "kms:encryptioncontextkeys"})


def bus_of(named: str | None, caller: Caller) -> str:
    """The ARN of a bus by its name or ARN; the account's default bus where none is named."""
    if named is not None and (named.startswith("arn:") or has_symbol(named)):
        return named
    return caller.arn("events", f"event-bus/{named or 'default'}")


def implied(step: Step, graph: AccessGraph) -> Iterator[Step]:
    """EventBridge itself encrypts what comes to a bus with a key, and reads it again for the rules."""
    bus = graph.resource(step.resource) if step.action == "events:PutEvents" else None
    named = bus.facts.get("key") if bus else None
    if bus is None or named is None or not named.text:
        return
    service = Caller(_SERVICE, bus.account, bus.region, step.span, graph)
    context: dict[str, ContextValue] = {
        "kms:encryptioncontext:aws:events:event-bus:arn": bus.arn,
        "aws:sourceaccount": bus.account,
    }
    for action in ("kms:DescribeKey", "kms:GenerateDataKey", "kms:Decrypt"):
        key = key_arn(named.text, bus.region, bus.account)
        asks = service.ask(
            f"{step.says}: use the key of the bus", action, key, _KEY, context=context
        )
        # Whether it names the bus or a rule as its source, nobody can tell from here.
        asks = replace(asks, unknown=_NOT_TOLD)
        yield asks if action != "kms:DescribeKey" else replace(asks, optional=True)


def lets_in(properties: Node, bus: str) -> Node:
    """The statement that PutPermission writes into a bus's policy (API_PutPermission.html)."""
    whole = properties.get("Statement")
    if whole is not None:
        return whole
    action = properties.get("Action") or Node("events:PutEvents", properties.span)
    found = statement_of(properties, properties.get("Principal"), action, bus, {})
    given = properties.get("Condition")
    if given is None:
        return found
    operator, key, value = (given.get(name) for name in ("Type", "Key", "Value"))
    if operator is None or key is None or value is None or not operator.text or not key.text:
        return found
    condition = Node({key.text: value}, given.span, keys={key.text: key.span})
    return under(found, operator.text, condition)


SERVICE = Service(
    "events",
    implied=implied,
    resources=(
        ResourceType(
            "events:rule",
            arn="arn:{partition}:events:{region}:{account}:rule/{prefix}{name}",
            cfn="AWS::Events::Rule",
            named_by="Name",
            within="EventBusName",
            attributes={"Arn": "{arn}", "RuleName": "{name}"},
            takes_policy=False,
            facts={
                "targets": "Targets",
                "pattern": "EventPattern",
                "role": "RoleArn",
                "bus": "EventBusName",
                "state": "State",
                "schedule": "ScheduleExpression",
            },
        ),
        ResourceType(
            "events:event-bus",
            arn="arn:{partition}:events:{region}:{account}:event-bus/{name}",
            cfn="AWS::Events::EventBus",
            named_by="Name",
            attributes={"Arn": "{arn}", "Name": "{name}"},
            policy="Policy",
            facts={"key": "KmsKeyIdentifier"},
        ),
        ResourceType(
            "events:connection",
            arn="arn:{partition}:events:{region}:{account}:connection/{name}",
            cfn="AWS::Events::Connection",
            named_by="Name",
            takes_policy=False,
        ),
        ResourceType(
            "events:api-destination",
            arn="arn:{partition}:events:{region}:{account}:api-destination/{name}",
            cfn="AWS::Events::ApiDestination",
            named_by="Name",
            takes_policy=False,
        ),
    ),
    policies=(
        PolicyType(
            "AWS::Events::EventBusPolicy",
            of="events:event-bus",
            target="EventBusName",
            otherwise="default",
            statement=lets_in,
            adds=True,
        ),
    ),
)
