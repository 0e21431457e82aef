"""Blocks of HCL as values: nested ones become lists of objects, dynamic ones are unrolled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...read.hcl.syntax import Block, Body
from ...span import Node
from ...terraform.value import as_text, unknown_in
from .evaluate import evaluate
from .scope import Scope
from .steps import pairs

META = frozenset(
    {"connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"}
)
"""What says how Terraform treats a resource, not what it is."""


def argument(body: Body, name: str, scope: Scope) -> Node | None:
    """An argument of a body: an attribute, or the nested blocks of that name; None where it has none."""
    written = body.attributes.get(name)
    found = evaluate(written, scope) if written is not None else None
    blocks = tuple(_blocks(body, name, scope))
    if found is not None and blocks:  # in JSON blocks are attributes, and dynamic ones stand beside
        return replace(found, value=(*found.items, *blocks))
    if found is not None:
        return found if found.value is not None else None
    return Node(blocks, blocks[0].span) if blocks else None


def names_of(body: Body) -> tuple[str, ...]:
    """The arguments that a body has."""
    dynamic = (block.labels[0] for block in body.blocks_of("dynamic") if block.labels)
    own = (block.type for block in body.blocks if block.type != "dynamic")
    found = dict.fromkeys((*body.attributes, *own, *dynamic))
    return tuple(found)


def object_of(block: Block, scope: Scope) -> Node:
    """A block as an object."""
    body = block.body
    found = ((name, argument(body, name, scope)) for name in names_of(body))
    members = {name: node for name, node in found if node is not None}
    return Node(members, block.span, keys={name: node.span for name, node in members.items()})


def _blocks(body: Body, name: str, scope: Scope) -> Iterator[Node]:
    for block in body.blocks:
        if block.type == name:
            yield object_of(block, scope)
        elif block.type == "dynamic" and block.labels[:1] == (name,):
            yield from _unrolled(block, scope)


def _unrolled(block: Block, scope: Scope) -> Iterator[Node]:
    """A dynamic block: its content once for every member; one that is unknown stands for all."""
    over, contents = block.body.attributes.get("for_each"), block.body.blocks_of("content")
    if over is None or not contents:
        return
    of = evaluate(over, scope)
    if unknown_in(of) is not None:
        yield Node(of.value, block.span)
        return
    written = block.body.attributes.get("iterator")
    name = getattr(written, "name", block.labels[0])
    for key, value in pairs(of):
        if isinstance(of.value, tuple):  # of a set, key and value are the same
            key = value if as_text(value) is not None else key  # noqa: PLW2901
        given = Node({"key": key, "value": value}, block.span)
        yield object_of(contents[0], scope.given({name: given}))
