"""Amazon EventBridge."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph.access_graph import AccessGraph
from ..graph.caller import Caller
from ..graph.step import Page, Step
from ..iam.statement_node import statement_of, under
from ..span import Node
from . import PolicyType, ResourceType, Service

_ROLES = Page.of("eventbridge/latest/userguide", "eb-use-identity-based.html")
_SERVICE = "events.amazonaws.com"


def trigger(arn: str, says: str, action: str, graph: AccessGraph) -> Iterator[Step]:
    """The rules that start what has this ARN: each does so as the role of its target."""
    for rule in graph.of_type("events:rule"):
        targets = rule.facts.get("targets")
        for target in targets.items if targets else ():
            role = target.text_at("RoleArn")
            if target.text_at("Arn") != arn or role is None:
                continue
            service = Caller(_SERVICE, rule.account, rule.region, target.span, graph)
            yield service.assumes(
                role, _SERVICE, _ROLES, sourcearn=rule.arn, sourceaccount=rule.account
            )
            yield service.at(role).ask(says, action, arn, _ROLES)


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
            },
        ),
        ResourceType(
            "events:event-bus",
            arn="arn:{partition}:events:{region}:{account}:event-bus/{name}",
            cfn="AWS::Events::EventBus",
            named_by="Name",
            attributes={"Arn": "{arn}", "Name": "{name}"},
            policy="Policy",
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
