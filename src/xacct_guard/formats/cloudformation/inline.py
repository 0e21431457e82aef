"""A template that stands as text inside another one."""

from __future__ import annotations

from dataclasses import replace

from ...errors import XacctGuardError
from ...read import read
from ...span import Node, Source, Span
from .stack import Stack


def inline_template(stack: Stack, body: Node) -> Node | None:
    """The document that a property holds as text, each part at its own place where that is known."""
    resolved = stack.resolve(body)
    if resolved is None or resolved.text is None:
        return resolved
    found = resolved.span.source
    try:
        if resolved.text == body.value and (source := _in_place(body)) is not None:
            return read(source)
        return _all_at(read(Source(found.name, resolved.text)), resolved.span)
    except XacctGuardError as error:
        stack.fail(f"the template inside is malformed: {error.message}", body.span, error.help)
        return None


def _in_place(body: Node) -> Source | None:
    """The lines of a block, with nothing above them: YAML may be indented as a whole."""
    at = body.span
    if at.line is None or at.end_line is None or at.end_line <= at.line:
        return None
    lines = at.source.text.splitlines(keepends=True)[at.line : at.end_line]
    wanted = [line.strip() for line in (body.text or "").splitlines()]
    written = [line.strip() for line in lines[: len(wanted)]]
    if written != wanted:
        return None
    return Source(at.source.name, "\n" * at.line + "".join(lines[: len(wanted)]))


def _all_at(node: Node, at: Span) -> Node:
    if isinstance(node.value, tuple):
        return replace(node, value=tuple(_all_at(item, at) for item in node.value), span=at)
    if node.mapping:
        members = {key: _all_at(member, at) for key, member in node.mapping.items()}
        return replace(node, value=members, span=at, keys=dict.fromkeys(members, at))
    return replace(node, span=at)
