"""What the transform of the Serverless Application Model makes of its functions and state machines.

References: serverless-application-model/latest/developerguide/sam-resource-function.html,
sam-specification-generated-resources.html. Of the other types names and policies stay open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from ...iam.reference import managed_policy
from ...iam.symbol import Symbol
from ...span import Node, Span
from .call import call_of

TRANSFORM = "AWS::Serverless-"
_MANAGED = "arn:aws:iam::aws:policy"
_SERVICE_ROLE = f"{_MANAGED}/service-role"
_OF_EVENT = {
    "SQS": f"{_SERVICE_ROLE}/AWSLambdaSQSQueueExecutionRole",
    "Kinesis": f"{_SERVICE_ROLE}/AWSLambdaKinesisExecutionRole",
    "DynamoDB": f"{_SERVICE_ROLE}/AWSLambdaDynamoDBExecutionRole",
}
"""What a function's role gets for reading where its events come from."""
_INVOKES = {
    "S3": "s3.amazonaws.com",
    "SNS": "sns.amazonaws.com",
    "Api": "apigateway.amazonaws.com",
    "HttpApi": "apigateway.amazonaws.com",
    "Schedule": "events.amazonaws.com",
    "CloudWatchEvent": "events.amazonaws.com",
    "EventBridgeRule": "events.amazonaws.com",
    "CloudWatchLogs": "logs.amazonaws.com",
}
"""The service that is let in to invoke a function for its events."""

Made = Iterator[tuple[str, Node]]
"""Resources by logical id, as templates write them."""


def is_serverless(document: Node) -> bool:
    """Whether a template is written for the transform."""
    transform = document.mapping.get("Transform")
    names = transform.items if transform else ()
    return any((name.text or "").startswith(TRANSFORM) for name in names)


def transformed(document: Node) -> Node:
    """The template with its functions and state machines as CloudFormation gets them."""
    resources = document.mapping.get("Resources")
    if resources is None or not isinstance(resources.value, Mapping):
        return document
    members: dict[str, Node] = {}
    keys: dict[str, Span] = {}
    for logical, node in resources.mapping.items():
        named = node.mapping.get("Type")
        make = _MAKERS.get(named.text or "") if named else None
        at = resources.keys.get(logical, node.span)
        for name, made in make(logical, _with_globals(node, document), at) if make else ():
            members[name], keys[name] = made, at
        if make is None:
            members[logical], keys[logical] = node, at
    whole = replace(resources, value=members, keys=keys)
    return replace(document, value={**document.mapping, "Resources": whole})


def _with_globals(node: Node, document: Node) -> Node:
    """The resource with the properties that all of its type share."""
    kind = (node.mapping["Type"].text or "").rpartition("::")[2]
    shared = document.get("Globals", kind)
    own = node.get("Properties") or Node({}, node.span)
    if shared is None or not isinstance(own.value, Mapping):
        return node
    both = replace(own, value={**shared.mapping, **own.mapping}, keys={**shared.keys, **own.keys})
    return replace(node, value={**node.mapping, "Properties": both})


def _function(logical: str, node: Node, at: Span) -> Made:
    given = node.get("Properties") or Node({}, at)
    events = _events(given)
    managed = [f"{_SERVICE_ROLE}/AWSLambdaBasicExecutionRole"]
    if given.get("VpcConfig") is not None:
        managed.append(f"{_SERVICE_ROLE}/AWSLambdaVPCAccessExecutionRole")
    if given.get("Tracing") is not None:
        managed.append(f"{_MANAGED}/AWSXRayDaemonWriteAccess")
    managed += [
        _OF_EVENT[kind] for kind in dict.fromkeys(k for _, k, _ in events) if kind in _OF_EVENT
    ]
    properties, role = _roled(logical, given, at, "lambda.amazonaws.com", managed)
    yield logical, _resource(node, at, "AWS::Lambda::Function", properties)
    if role is not None:
        yield f"{logical}Role", _resource(node, at, "AWS::IAM::Role", role)
    for name, kind, event in events:
        if kind in _INVOKES:
            permission = {
                "FunctionName": _call("Ref", logical, event.span),
                "Action": Node("lambda:InvokeFunction", event.span),
                "Principal": Node(_INVOKES[kind], event.span),
                "SourceArn": event.get("Properties", "Topic")
                or _open(f"source of event {name} of {logical}", event.span),
            }
            made = _resource(node, event.span, "AWS::Lambda::Permission", permission)
            yield f"{logical}{name}Permission", made


def _events(given: Node) -> list[tuple[str, str, Node]]:
    """The events of a function: name, type, and as written."""
    written = given.get("Events")
    found = written.mapping.items() if written else ()
    kinds = ((name, event.get("Type"), event) for name, event in found)
    return [(name, (kind.text if kind else None) or "", event) for name, kind, event in kinds]


def _machine(logical: str, node: Node, at: Span) -> Made:
    given = node.get("Properties") or Node({}, at)
    properties, role = _roled(logical, given, at, "states.amazonaws.com", [])
    renamed = {"Name": "StateMachineName", "Type": "StateMachineType", "Role": "RoleArn"}
    renamed |= {"DefinitionUri": "DefinitionS3Location"}
    properties = {renamed.get(name, name): member for name, member in properties.items()}
    yield logical, _resource(node, at, "AWS::StepFunctions::StateMachine", properties)
    if role is not None:
        yield f"{logical}Role", _resource(node, at, "AWS::IAM::Role", role)


def _application(logical: str, node: Node, at: Span) -> Made:
    """An application that is a path is a nested stack; one of the repository is not here."""
    given = node.get("Properties") or Node({}, at)
    location = given.get("Location")
    properties = dict(given.mapping)
    if location is not None and location.text is not None:
        properties["TemplateURL"] = location
    yield logical, _resource(node, at, "AWS::CloudFormation::Stack", properties)


def _table(logical: str, node: Node, at: Span) -> Made:
    given = node.get("Properties") or Node({}, at)
    yield logical, _resource(node, at, "AWS::DynamoDB::Table", dict(given.mapping))


def _roled(
    logical: str, given: Node, at: Span, service: str, managed: list[str]
) -> tuple[dict[str, Node], dict[str, Node] | None]:
    """The properties with a role, and those of the role where none is given."""
    properties = dict(given.mapping)
    if "Role" in properties:
        return properties, None
    arn = _list(at, [Node(f"{logical}Role", at), Node("Arn", at)])
    properties["Role"] = _mapping(at, {"Fn::GetAtt": arn})
    listed = given.get("Policies")
    policies = [*_policies(logical, listed)] if listed else []
    role = {
        "AssumeRolePolicyDocument": given.get("AssumeRolePolicyDocument") or _trust(service, at),
        "ManagedPolicyArns": _list(
            at,
            [
                *(Node(each, at) for each in managed),
                *(p for p in policies if not p.mapping or call_of(p)),
            ],
        ),
        "Policies": _list(at, [p for p in policies if p.mapping and not call_of(p)]),
    }
    for name, to in (("RolePath", "Path"), ("PermissionsBoundary", "PermissionsBoundary")):
        if (member := given.get(name)) is not None:
            role[to] = member
    return properties, role


def _policies(logical: str, listed: Node) -> Iterator[Node]:
    """ARNs as they are, names of managed policies as ARNs, documents as inline policies."""
    items = listed.items if call_of(listed) is None else (listed,)
    for index, item in enumerate(items):
        call = call_of(item)
        if call is not None and call.name != "Fn::If":
            yield item
        elif item.text is not None and call is None:
            yield replace(item, value=_arn(item.text))
        else:
            name = Node(f"{logical}RolePolicy{index}", item.span)
            document = item if "Statement" in item.mapping else _unknown(item)
            yield _mapping(item.span, {"PolicyName": name, "PolicyDocument": document})


def _unknown(item: Node) -> Node:
    """A policy template of the transform, or a choice: what it says is not known here."""
    what = next(iter(item.mapping), "policy")
    return _open(f"what {what} stands for", item.span)


def _arn(name: str) -> str:
    if name.startswith("arn:"):
        return name
    ways = (f"{folder}/{name}" for folder in (_MANAGED, _SERVICE_ROLE, f"{_MANAGED}/job-function"))
    return next((arn for arn in ways if managed_policy(arn) is not None), f"{_MANAGED}/{name}")


def _trust(service: str, at: Span) -> Node:
    members = {
        "Effect": Node("Allow", at),
        "Principal": _mapping(at, {"Service": Node(service, at)}),
        "Action": Node("sts:AssumeRole", at),
    }
    return _mapping(at, {"Statement": _mapping(at, members)})


def _resource(node: Node, at: Span, type: str, properties: dict[str, Node]) -> Node:
    members = {"Type": Node(type, at), "Properties": _mapping(at, properties)}
    return _mapping(at, {**{k: v for k, v in node.mapping.items() if k not in members}, **members})


def _call(name: str, argument: str, at: Span) -> Node:
    return _mapping(at, {name: Node(argument, at)})


def _open(what: str, at: Span) -> Node:
    return Node(str(Symbol(what)), at)


def _list(at: Span, items: list[Node]) -> Node:
    return Node(tuple(items), at)


def _mapping(at: Span, members: dict[str, Node]) -> Node:
    return Node(members, at, keys={name: node.span for name, node in members.items()})


_MAKERS: Mapping[str, Callable[[str, Node, Span], Made]] = {
    "AWS::Serverless::Application": _application,
    "AWS::Serverless::Function": _function,
    "AWS::Serverless::SimpleTable": _table,
    "AWS::Serverless::StateMachine": _machine,
}
