"""Dynamic references: `{{resolve:ssm:NAME}}` inside a text.

Reference: AWSCloudFormation/latest/UserGuide/dynamic-references.html.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from ...iam.symbol import Symbol, shown
from ...span import Node

_REFERENCE = re.compile(r"\{\{resolve:([a-z-]+):([^{}]*)\}\}")
_PINNED = re.compile(r":\d+$")


def substituted(node: Node | None, stored: Callable[[str], str], where: str) -> Node | None:
    """The node with the dynamic references of its text followed.

    `stored` gives the value of an SSM parameter, `where` says whose parameters and secrets they are.
    """
    if node is None or not isinstance(node.value, str) or "{{resolve:" not in node.value:
        return node

    def value(found: re.Match[str]) -> str:
        service, name = found.groups()
        if service == "ssm" and not _PINNED.search(name):  # an old version may say something else
            return stored(name)
        return str(Symbol(f"{service} {shown(name)} of {where}"))

    return replace(node, value=_REFERENCE.sub(value, node.value))
