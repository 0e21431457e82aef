"""A statement that somebody wrote in parts (a principal here, a source ARN there), as its document has it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..span import Node

Guards = Mapping[str, tuple[str, str]]
"""For each part that narrows the statement: the condition operator and the context key it becomes."""


def statement_of(
    parts: Node, principal: Node | None, action: Node | None, resource: str, guards: Guards
) -> Node:
    """An Allow statement. Every part keeps its place; what is missing is left out, for the grammar to see."""
    at = parts.span
    members = {"Effect": Node("Allow", at), "Resource": Node(resource, at)}
    if principal is not None:
        members["Principal"] = _principal(principal)
    if action is not None:
        members["Action"] = action
    found = Node(members, at, keys=dict.fromkeys(members, at))
    for operator, key, value in _guards(parts, guards):
        found = under(found, operator, Node({key: value}, value.span, keys={key: value.span}))
    return found


def under(statement: Node, operator: str, keys: Node) -> Node:
    """The statement with one more condition."""
    known = statement.get("Condition")
    inner = dict(known.mapping) if known else {}
    before = inner.get(operator)
    both = {**(before.mapping if before else {}), **keys.mapping}
    where = {**(before.keys if before else {}), **keys.keys}
    inner[operator] = Node(both, keys.span, keys=where)
    condition = Node(inner, keys.span, keys={name: node.span for name, node in inner.items()})
    members = {**statement.mapping, "Condition": condition}
    return Node(members, statement.span, keys={**statement.keys, "Condition": keys.span})


def _guards(parts: Node, guards: Guards) -> Iterator[tuple[str, str, Node]]:
    for name, (operator, key) in guards.items():
        value = parts.get(name)
        if value is not None:
            yield operator, key, value


def _principal(written: Node) -> Node:
    """`*`, a service's name, an account's id or an ARN; one that is not known yet may be any of them."""
    text = written.text or ""
    if text == "*":
        return written
    kind = "Service" if re.search(r"\.amazon(aws)?\.com(\.cn)?$", text) else "AWS"
    return Node({kind: written}, written.span, keys={kind: written.span})
