"""Templates for the tests of the CloudFormation format: written short, asked in every form."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from textwrap import dedent, indent

import yaml

from xacct_guard.formats import Parameters
from xacct_guard.formats.cloudformation import FORMAT
from xacct_guard.formats.cloudformation.plain import plain
from xacct_guard.graph.model import Parts, Placement
from xacct_guard.iam.symbol import shown
from xacct_guard.read import read
from xacct_guard.span import Node, Source, Span

PLACEMENT = Placement("111111111111", "eu-west-1", "train")
NOWHERE = Span(Source("xacct-guard.yaml", ""))


def given(values: Mapping[str, object]) -> Parameters:
    """Parameters as a configuration gives them; a function is asked when its value is."""

    def value(name: str) -> Node | None:
        found = values.get(name)
        found = found() if callable(found) else found
        if isinstance(found, list):
            return Node(tuple(Node(item, NOWHERE) for item in found), NOWHERE)
        return None if found is None else Node(found, NOWHERE)

    return Parameters(value, dict.fromkeys(values, NOWHERE))


def opened(
    text: str,
    placement: Placement = PLACEMENT,
    lookup: Callable[[str], str | None] = lambda name: None,
    **values: object,
):
    """The template that a text is, deployed."""
    document = read(Source("stack.yaml", dedent(text)))
    return FORMAT.open(document, placement, given(values), lookup)


def parts(text: str, **values: object) -> Parts:
    """What a template declares."""
    return opened(text, **values).parts()


def messages(found: Parts) -> list[str]:
    """What is wrong, as the user reads it after the file's name."""
    return [str(failure).removeprefix("stack.yaml:") for failure in found.failures]


def readable(value: object) -> object:
    """A plain value with its symbols as a person reads them."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, list):
        return [readable(item) for item in value]
    if isinstance(value, dict):
        return {key: readable(member) for key, member in value.items()}
    return value


def long_form(text: str) -> object:
    """A snippet in short form, with every tag spelled out as a mapping."""
    return _long(yaml.compose(dedent(text), Loader=yaml.SafeLoader))


def _long(node: yaml.Node) -> object:
    tag = node.tag if not node.tag.startswith("tag:") else None
    if isinstance(node, yaml.MappingNode):
        value: object = {key.value: _long(member) for key, member in node.value}
    elif isinstance(node, yaml.SequenceNode):
        value = [_long(item) for item in node.value]
    else:
        value = node.value if tag else yaml.safe_load(yaml.serialize(node))
    if tag is None:
        return value
    name = tag.removeprefix("!")
    if name == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {name if name in ("Ref", "Condition") else f"Fn::{name}": value}


def forms(template: str) -> dict[str, str]:
    """A template in short YAML, long YAML and JSON."""
    long = long_form(template)
    return {
        "short": dedent(template),
        "long": yaml.safe_dump(long, sort_keys=False),
        "json": json.dumps(long, indent=1),
    }


def with_value(template: str, snippet: str) -> str:
    """The template, which ends with its resources, and one more that has the snippet as a property."""
    value = indent(dedent(snippet).strip(), " " * 8)
    asked = f"  Asked:\n    Type: Test::Asked\n    Properties:\n      Value:\n{value}\n"
    return f"{dedent(template).rstrip()}\n{asked}"


def asked(loaded) -> object:
    """What the property of `with_value` says once resolved, list or mapping or text."""
    stack = loaded.stack
    node = stack.property(stack.template.resources["Asked"], "Value")
    return "(no value)" if node is None else readable(plain(node))
