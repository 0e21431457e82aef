"""What the transform of the Serverless Application Model makes of a template.

References: serverless-application-model/latest/developerguide/sam-specification-resources-and-properties.html,
sam-specification-generated-resources.html. What it makes that is not known here has a name (`unexpanded`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from ....span import Node, Span
from ..call import call_of
from .api import http_api, implicit_apis, rest_api
from .connector import connected
from .event import Event, events_of
from .function import UNREAD, function
from .machine import machine
from .nodes import Made, properties_of, resource
from .policy_template import known_templates

TRANSFORM = "AWS::Serverless-"
_PREFIX = "AWS::Serverless::"
_UNEXPANDED = {
    "AWS::Serverless::Api": ("Auth", "Domain"),
    "AWS::Serverless::Function": ("DeploymentPreference",),
    "AWS::Serverless::HttpApi": ("Auth", "Domain"),
}
"""Properties that stand for resources which are not made here."""


def is_serverless(document: Node) -> bool:
    """Whether a template is written for the transform."""
    transform = document.mapping.get("Transform")
    names = transform.items if transform else ()
    return any((name.text or "").startswith(TRANSFORM) for name in names)


def transformed(document: Node) -> Node:
    """The template as CloudFormation gets it from the transform."""
    resources = document.mapping.get("Resources")
    if resources is None or not isinstance(resources.value, Mapping):
        return document
    members: dict[str, Node] = {}
    keys: dict[str, Span] = {}
    for name, made, at in _made(resources, document):
        if name not in members:
            members[name], keys[name] = made, at
    whole = replace(resources, value=members, keys=keys)
    return replace(document, value={**document.mapping, "Resources": whole})


def unexpanded(document: Node) -> tuple[str, ...]:
    """What of the transform is not carried out, by name, each once."""
    return tuple(dict.fromkeys(_unexpanded(document)))


def _made(resources: Node, document: Node) -> Iterator[tuple[str, Node, Span]]:
    events: list[Event] = []
    for logical, written in resources.mapping.items():
        at = resources.keys.get(logical, written.span)
        make = _MAKERS.get(_type(written))
        if make is None:
            yield logical, written, at
            continue
        node = _with_globals(written, document)
        yield from ((name, made, at) for name, made in make(logical, node, at))
        if make is function:
            events += events_of(logical, properties_of(node, at))
    for name, made in (*implicit_apis(events), *connected(resources)):
        yield name, made, made.span


def _unexpanded(document: Node) -> Iterator[str]:
    resources = document.get("Resources")
    for logical, node in resources.mapping.items() if resources else ():
        type, given = _type(node), properties_of(node, node.span)
        if type.startswith(_PREFIX) and type not in _MAKERS:
            yield type
        yield from (f"{name} of {type}" for name in _UNEXPANDED.get(type, ()) if given.get(name))
        if node.get("Connectors") is not None:
            yield "Connectors"
        if type == "AWS::Serverless::Function":
            kinds = (event.kind for event in events_of(logical, given))
            yield from (f"event {kind}" for kind in kinds if kind in UNREAD)
        listed = given.get("Policies") if type in _MAKERS else None
        yield from _strange_templates(listed) if listed is not None else ()


def _strange_templates(policies: Node) -> Iterator[str]:
    """Policy templates that our list does not have."""
    for item in policies.items:
        name = next(iter(item.mapping), "") if len(item.mapping) == 1 else ""
        if name.endswith("Policy") and name not in known_templates():
            yield f"policy template {name}"


def _type(node: Node) -> str:
    named = node.get("Type")
    return (named.text if named else None) or ""


def _with_globals(node: Node, document: Node) -> Node:
    """The resource with the properties that all of its type share."""
    shared = document.get("Globals", _type(node).rpartition("::")[2])
    own = node.get("Properties") or Node({}, node.span)
    if shared is None or not isinstance(own.value, Mapping):
        return node
    return replace(node, value={**node.mapping, "Properties": _blended(shared, own)})


def _blended(shared: Node, own: Node) -> Node:
    """What is shared and a resource's own: mappings member by member, lists one after the other.

    Anything else is the resource's own (sam-specification-template-anatomy-globals.html).
    """
    if call_of(shared) is not None or call_of(own) is not None:
        return own
    if isinstance(shared.value, tuple) and isinstance(own.value, tuple):
        return replace(own, value=(*shared.value, *own.value))
    if not isinstance(shared.value, Mapping) or not isinstance(own.value, Mapping):
        return own
    members = {**shared.mapping, **own.mapping}
    for name in shared.mapping.keys() & own.mapping.keys():
        members[name] = _blended(shared.mapping[name], own.mapping[name])
    return replace(own, value=members, keys={**shared.keys, **own.keys})


def _application(logical: str, node: Node, at: Span) -> Made:
    """An application that is a path is a nested stack; one of the repository is not here."""
    given = properties_of(node, at)
    location = given.get("Location")
    properties = dict(given.mapping)
    if location is not None and location.text is not None:
        properties["TemplateURL"] = location
    yield logical, resource(node, at, "AWS::CloudFormation::Stack", properties)


def _as(type: str) -> Callable[[str, Node, Span], Made]:
    """A type that the transform only renames."""

    def made(logical: str, node: Node, at: Span) -> Made:
        yield logical, resource(node, at, type, properties_of(node, at).mapping)

    return made


_MAKERS: Mapping[str, Callable[[str, Node, Span], Made]] = {
    "AWS::Serverless::Api": rest_api,
    "AWS::Serverless::Application": _application,
    "AWS::Serverless::Function": function,
    "AWS::Serverless::HttpApi": http_api,
    "AWS::Serverless::LayerVersion": _as("AWS::Lambda::LayerVersion"),
    "AWS::Serverless::SimpleTable": _as("AWS::DynamoDB::Table"),
    "AWS::Serverless::StateMachine": machine,
}
