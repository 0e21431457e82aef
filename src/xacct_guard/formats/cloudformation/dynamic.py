"""Dynamic references: `{{resolve:ssm:NAME}}` inside a text.

Reference: AWSCloudFormation/latest/UserGuide/dynamic-references.html.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ...iam.symbol import Symbol, shown
from ...span import Node

if TYPE_CHECKING:
    from .stack import Stack

_REFERENCE = re.compile(r"\{\{resolve:([a-z-]+):([^{}]*)\}\}")
_PINNED = re.compile(r":\d+$")


def substituted(stack: Stack, node: Node | None) -> Node | None:
    """The node with the dynamic references of its text followed."""
    if node is None or not isinstance(node.value, str) or "{{resolve:" not in node.value:
        return node

    def value(found: re.Match[str]) -> str:
        service, name = found.groups()
        if service == "ssm" and not _PINNED.search(name):  # an old version may say something else
            return from_store(stack, name)
        return str(Symbol(f"{service} {shown(name)} of {_where(stack)}"))

    return replace(node, value=_REFERENCE.sub(value, node.value))


def from_store(stack: Stack, name: str) -> str:
    """The value of an SSM parameter, or the open symbol that says which it is."""
    found = stack.lookup(f"ssm:{name}")
    return found or str(Symbol(f"ssm parameter {shown(name)} of {_where(stack)}"))


def _where(stack: Stack) -> str:
    return shown(f"{stack.placement.account} {stack.placement.region}")
