"""Amazon States Language: the tasks of a state machine's definition.

Source: states-language.net/spec.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..iam.symbol import Symbol
from ..span import Node

_SUBSTITUTION = re.compile(r"\$\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Task:
    """A Task state: the resource it names and its parameters (JSONata `Arguments` alike)."""

    name: str
    resource: str
    parameters: Node
    state: Node


def read_tasks(definition: Node) -> Iterator[Task]:
    """The Task states of a definition, those inside Map and Parallel states included."""
    states = definition.get("States")
    for name, state in states.mapping.items() if states else ():
        resource = state.get("Resource")
        if resource is not None and resource.text:
            yield Task(name, resource.text, _parameters(state), state)
        for inner in ("Iterator", "ItemProcessor"):
            if below := state.get(inner):
                yield from read_tasks(below)
        branches = state.get("Branches")
        for branch in branches.items if branches else ():
            yield from read_tasks(branch)


def _parameters(state: Node) -> Node:
    """What the task sends. A member computed from the input (`Name.$`, JSONata) is a symbol."""
    given = state.get("Parameters") or state.get("Arguments")
    return _fixed(given) if given else replace(state, value={})


def _fixed(node: Node) -> Node:
    if isinstance(node.value, tuple):
        return replace(node, value=tuple(map(_fixed, node.value)))
    if node.mapping:
        return replace(node, value=dict(_member(k, v) for k, v in node.mapping.items()))
    if (node.text or "").startswith("{%"):
        return replace(node, value=str(Symbol(f"input of the state machine: {node.text}")))
    return node


def _member(key: str, node: Node) -> tuple[str, Node]:
    if key.endswith(".$"):
        symbol = Symbol(f"input of the state machine: {node.text}")
        return key[:-2], replace(node, value=str(symbol))
    return key, _fixed(node)


def substituted(node: Node, values: Node | None) -> Node:
    """The definition with each `${name}` replaced by its substitution."""

    def text(found: re.Match[str]) -> str:
        value = values.get(found.group(1)) if values else None
        return value.text or "" if value else str(Symbol(f"substitution {found.group(1)}"))

    def through(node: Node) -> Node:
        if isinstance(node.value, tuple):
            return replace(node, value=tuple(map(through, node.value)))
        if isinstance(node.value, str):
            return replace(node, value=_SUBSTITUTION.sub(text, node.value))
        if node.mapping:
            return replace(node, value={key: through(item) for key, item in node.mapping.items()})
        return node

    return through(node)
