"""The account ids of Terraform code that are not twelve digits any more, or will not be as numbers.

Reference: developer.hashicorp.com/terraform/language/expressions/types: digits without quotes are a number,
and a number has no zero in front.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace

from ..errors import InputError
from ..graph.noticed import MisreadAccount
from ..read.hcl import read_body, read_json_body, read_json_values
from ..read.hcl.syntax import Body, Expression, Literal, Object, Template
from ..span import Node, Source, Span
from ..terraform.file_names import is_values
from .misread import WHOLE, may_hold_some, shortened


def misread_in_code(source: Source) -> Iterator[MisreadAccount]:
    """Those of a file of code or of values; none where it cannot be read, which is said elsewhere."""
    if not may_hold_some(source.text):
        return
    try:
        read = _code(source)
    except InputError:
        return
    for node, is_number in _texts(read, ()):
        text = node.text or ""
        yield from shortened(node)
        if is_number and WHOLE.fullmatch(text):
            yield MisreadAccount(text, text, node.span, int(text), "Terraform")


def _code(source: Source) -> Body | Mapping[str, Expression]:
    if not source.name.endswith(".json"):
        return read_body(source)
    return read_json_values(source) if is_values(source.name) else read_json_body(source)


def _texts(part: object, names: tuple[str, ...]) -> Iterator[tuple[Node, bool]]:
    """Everything that is written out, the names that lead to it as its route; is it without quotes?"""
    match part:
        case Literal(value, span):
            yield Node(value, replace(span, route=names)), _begins(span).isdigit()
        case Template(parts):
            yield from ((node, False) for each in parts for node, _ in _texts(each, names))
        case Mapping():
            for name, each in part.items():
                yield from _texts(each, (*names, name))
        case Body(attributes, blocks):
            yield from _texts(attributes, names)
            for block in blocks:
                yield from _texts(block.body, (*names, block.type, *block.labels))
        case Object(members):
            for key, member in members:
                named = str(key.value) if isinstance(key, Literal) else ""
                yield from _texts(member, (*names, named))
        case tuple():
            for each in part:
                yield from _texts(each, names)
        case _ if is_dataclass(part) and not isinstance(part, Span):
            for field in fields(part):
                yield from _texts(getattr(part, field.name), names)


def _begins(span: Span) -> str:
    """The letter that stands at a place."""
    lines = span.source.text.split("\n", span.line or 1)
    line, at = lines[(span.line or 1) - 1], (span.column or 1) - 1
    return line[at : at + 1]
