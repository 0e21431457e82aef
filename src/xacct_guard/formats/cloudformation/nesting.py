"""Stacks that a template makes: nested ones, and the instances of a stack set.

References: AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html and
aws-resource-cloudformation-stackset.html.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from itertools import chain
from os.path import normpath
from typing import Any

from ...graph.model import Parts, Placement
from ...iam.symbol import Symbol, shown
from ...span import Node
from . import attributes
from .inline import inline_template
from .stack import Stack
from .targets import targeted
from .template import Declaration

NESTED = "AWS::CloudFormation::Stack"
STACK_SET = "AWS::CloudFormation::StackSet"


def stacks(stack: Stack, declaration: Declaration) -> tuple[Stack, ...]:
    """The stacks of a resource whose template is here; none for other types of resources."""
    if declaration.type not in (NESTED, STACK_SET):
        return ()
    document = _template(stack, declaration)
    if document is None:
        return ()
    if _is_inside_itself(stack, declaration, document):
        way = (*stack.above, stack.template.span.source.name, document.span.source.name)
        stack.fail(
            "a stack nests itself: " + " -> ".join(f"`{name}`" for name in way),
            declaration.span,
            "make one of the templates do without the other",
        )
        return ()
    made = _nested if declaration.type == NESTED else _instances
    return tuple(
        stack.opened(document, placement, values) for placement, values in made(stack, declaration)
    )


def merged(own: Parts, others: Iterable[Parts]) -> Parts:
    """A stack's parts and those of the stacks it makes; the outputs are its own."""
    every = (own, *others)
    if len(every) == 1:
        return own
    lists = (each.name for each in fields(Parts) if each.name != "outputs")
    both: dict[str, Any] = {
        name: tuple(chain.from_iterable(getattr(each, name) for each in every)) for name in lists
    }
    return replace(own, **both)


def _template(stack: Stack, declaration: Declaration) -> Node | None:
    body = declaration.properties.mapping.get("TemplateBody")
    if body is not None:
        return inline_template(stack, body)
    asset = declaration.metadata.get("aws:asset:path") if declaration.metadata else None
    location = asset or stack.property(declaration, "TemplateURL")
    if location is None or not location.text:
        return None
    return stack.given.file(location.text, location.span)


def _is_inside_itself(stack: Stack, declaration: Declaration, document: Node) -> bool:
    if "TemplateBody" in declaration.properties.mapping:
        return False
    names = (*stack.above, stack.template.span.source.name)
    return normpath(document.span.source.name) in map(normpath, names)


Made = Iterator[tuple[Placement, Mapping[str, Node]]]
"""Where each stack is, and the values of its parameters."""


def _nested(stack: Stack, declaration: Declaration) -> Made:
    row = attributes.row_of(declaration.type)
    assert row is not None  # the table has it
    name = attributes.identify(stack, declaration, row).name
    given = stack.property(declaration, "Parameters")
    label = f"{stack.label}/{declaration.logical}"
    yield replace(stack.placement, stack=name, label=label), given.mapping if given else {}


def _instances(stack: Stack, declaration: Declaration) -> Made:
    """One for each account and region, those of the organizational units among them."""
    ours = dict(_pairs(stack.property(declaration, "Parameters")))
    name = f"StackSet-{declaration.logical}-"
    groups = stack.property(declaration, "StackInstancesGroup")
    for group in groups.items if groups else ():
        values = ours | dict(_pairs(group.get("ParameterOverrides")))
        for account, region in _places(stack, declaration, group):
            label = f"{stack.label}/{declaration.logical} in {shown(account)} {shown(region)}"
            unique = Symbol(f"{label}.name", "*", created=True)
            yield (
                Placement(account, region, f"{name}{unique}", stack.placement.partition, label),
                values,
            )


def _places(stack: Stack, declaration: Declaration, group: Node) -> Iterator[tuple[str, str]]:
    targets, regions = group.get("DeploymentTargets"), group.get("Regions")
    for account in targeted(stack, declaration.logical, targets) if targets else ():
        for region in regions.items if regions else ():
            if region.text:
                yield account, region.text


def _pairs(listed: Node | None) -> Iterator[tuple[str, Node]]:
    for item in listed.items if listed else ():
        key, value = item.get("ParameterKey"), item.get("ParameterValue")
        if key is not None and value is not None:
            yield key.text or "", value
