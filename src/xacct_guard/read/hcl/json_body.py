"""A file of Terraform in JSON -> the body that the same would be in HCL.

Reference: developer.hashicorp.com/terraform/language/syntax/json. A nested block is written as an object
or a list of objects there, as an attribute is: both are attributes here, and whoever asks takes either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from ...errors import InputError
from ...span import Node, Source, Span
from .. import json
from .expression import read_expression
from .quoted import read_json_text
from .syntax import Block, Body, Expression, Literal, Object, Tuple
from .template import read_whole

_LABELS = {
    **dict.fromkeys(("data", "ephemeral", "resource"), 2),
    **dict.fromkeys(("check", "module", "output", "provider", "variable"), 1),
    **dict.fromkeys(("import", "locals", "moved", "removed", "terraform"), 0),
}
"""The blocks of a file, and how many labels each has."""
_INSIDE = {"backend": 1, "dynamic": 1, "content": 0}
"""Blocks inside others whose labels tell something."""
_COMMENT = "//"
_Read = Callable[[Node], Expression]


def read_json_body(source: Source) -> Body:
    """The body of a `.tf.json` file. Raises InputError where it is not JSON, or has no such blocks."""
    document = json.read_document(source)
    _check(document, "a file of Terraform in JSON is an object")
    blocks: list[Block] = []
    for type, node in _members(document):
        if type not in _LABELS:
            help = f"one of {', '.join(f'`{name}`' for name in sorted(_LABELS))}"
            raise InputError(f"there is no block `{type}`", at=document.keys[type], help=help)
        blocks += _blocks(type, (), _LABELS[type], node, _begin(document, type))
    return Body({}, tuple(blocks), _place(document.span))


def read_json_values(source: Source) -> Mapping[str, Expression]:
    """The values of a `.tfvars.json` file, which are taken as they are written."""
    document = json.read_document(source)
    _check(document, "a file of values is an object")
    return {name: _literal(node) for name, node in document.mapping.items()}


def _members(node: Node) -> Iterator[tuple[str, Node]]:
    return ((name, each) for name, each in node.mapping.items() if name != _COMMENT)


def _blocks(
    type: str, labels: tuple[str, ...], left: int, node: Node, begin: Span
) -> Iterator[Block]:
    """The blocks of a type: an object, or a list of them, at every label."""
    for item in node.items:
        _check(item, f"`{type}` is an object here")
        if left:
            for label, inner in _members(item):
                begins = _begin(item, label)
                yield from _blocks(type, (*labels, label), left - 1, inner, begins)
        else:
            end = item.span
            span = replace(begin, end_line=end.end_line, end_column=end.end_column)
            yield Block(type, labels, _body(item, type), span)


def _body(node: Node, type: str) -> Body:
    attributes: dict[str, Expression] = {}
    blocks: list[Block] = []
    for name, each in _members(node):
        if name in _INSIDE and (name != "backend" or type == "terraform"):
            blocks += _blocks(name, (), _INSIDE[name], each, _begin(node, name))
        elif type == "variable":
            attributes[name] = _type(each) if name == "type" else _literal(each)
        else:
            attributes[name] = _expression(each)
    return Body(attributes, tuple(blocks), _place(node.span))


def _expression(node: Node) -> Expression:
    """A value in which every text, and every key, is a template."""
    if isinstance(node.value, str):
        return read_whole(read_json_text(node), read_expression)
    return _value(node, _expression)


def _literal(node: Node) -> Expression:
    return _value(node, _literal)


def _type(node: Node) -> Expression:
    """The type of a variable: an expression as text."""
    if not isinstance(node.value, str):
        return _literal(node)
    text = read_json_text(node)
    found = read_expression(text, lines=True)
    if text.at < len(text.text):
        raise text.stuck("the end of the type is expected here", 'write `"list(string)"`')
    return found


def _value(node: Node, read: _Read) -> Expression:
    at = _place(node.span)
    if isinstance(node.value, tuple):
        return Tuple(tuple(map(read, node.value)), at)
    if isinstance(node.value, Mapping):
        key = partial(_key, node, read)
        return Object(tuple((key(name), read(each)) for name, each in _members(node)), at)
    return Literal(node.value, at)


def _key(node: Node, read: _Read, name: str) -> Expression:
    return read(Node(name, node.keys[name]))


def _begin(node: Node, name: str) -> Span:
    return _place(node.keys.get(name, node.span))


def _place(span: Span) -> Span:
    """A place in the file; the way to it is that of the block it will be."""
    return replace(span, route=())


def _check(node: Node, message: str) -> None:
    if not isinstance(node.value, Mapping):
        raise InputError(message, at=node.span, help='write `{ "name": value }`')
