"""What a document says, compared: does a text say what another one did, but for exactly these changes?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..errors import EditError
from ..span import Node, Route
from .changes import Changes
from .place import embedded

Tree = object
"""Plain values: a scalar, a list, a dict, or a `Held` document."""


@dataclass(frozen=True, slots=True)
class Held:
    """A scalar whose text is a JSON document."""

    tree: Tree
    tag: str | None


def expected(changes: Changes) -> Tree:
    """What the document says once the changes are made."""
    return _expected(changes.root, (), changes)


def _expected(node: Node, route: Route, changes: Changes) -> Tree:
    if route in changes.puts:
        return plain(changes.puts[route])
    if route in changes.inner:
        return Held(expected(changes.inner[route]), node.tag)
    adds = changes.adds.get(route, [])
    tree = _with_tag(node, _parts(node, route, changes))
    if not adds:
        return tree
    if all(add.key is None for add in adds):
        before = [] if tree is None else tree if isinstance(tree, list) else [tree]
        return [*before, *(plain(add.value) for add in adds)]
    if not (tree is None or isinstance(tree, dict)) or any(add.key is None for add in adds):
        raise EditError("this is no mapping that could have a member more", at=node.span)
    members = dict(tree or {})
    for add in adds:
        if add.key in members:
            raise EditError(f"there is a `{add.key}` already", at=node.span)
        members[add.key or ""] = plain(add.value)
    return members


def _parts(node: Node, route: Route, changes: Changes) -> Tree:
    if isinstance(node.value, tuple):
        items = ((*route, index) for index in range(len(node.value)))
        return [
            _expected(item, at, changes)
            for at, item in zip(items, node.value, strict=True)
            if at not in changes.takes
        ]
    if isinstance(node.value, Mapping):
        members: dict[str, Tree] = {}
        for key, member in node.value.items():
            at = (*route, key)
            if at in changes.takes:
                continue
            name = changes.keys.get(at, key)
            if name in members or (name != key and name in node.value):
                raise EditError(f"there is a `{name}` already", at=node.span)
            members[name] = _expected(member, at, changes)
        return _canonical(members)
    return node.value


def plain(value: object) -> Tree:
    """A plain value as trees have it."""
    if isinstance(value, Mapping):
        return _canonical({str(key): plain(each) for key, each in value.items()})
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value


def _with_tag(node: Node, tree: Tree) -> Tree:
    return tree if node.tag is None else _canonical({long_form(node.tag): tree})


def long_form(tag: str) -> str:
    """The key that says the same as a tag."""
    name = tag.removeprefix("!")
    return name if name in ("Ref", "Condition") else f"Fn::{name}"


def _canonical(members: dict[str, Tree]) -> Tree:
    """`!GetAtt A.B` and `Fn::GetAtt: [A, B]` say the same."""
    named = members.get("Fn::GetAtt") if len(members) == 1 else None
    if isinstance(named, str) and "." in named:
        return {"Fn::GetAtt": list(named.split(".", 1))}
    return members


def agrees(tree: Tree, node: Node) -> bool:
    """Does the node say exactly this, types and order of members included?"""
    if isinstance(tree, Held):
        if tree.tag != node.tag or not isinstance(node.value, str):
            return False
        try:
            return agrees(tree.tree, embedded(node))
        except EditError:
            return False
    if node.tag is not None:
        named = _canonical({long_form(node.tag): _holder(node)})
        return _same_members(
            tree, {key: _as_node(each, node) for key, each in _dict(named).items()}
        )
    if isinstance(node.value, tuple):
        return (
            isinstance(tree, list)
            and len(tree) == len(node.value)
            and all(map(agrees, tree, node.value))
        )
    if isinstance(node.value, Mapping):
        return _same_members(tree, dict(node.value))
    return type(tree) is type(node.value) and tree == node.value


def _holder(node: Node) -> Tree:
    """The text of a `!GetAtt`, which may be parted; anything else stays the node it is."""
    is_parted = node.tag == "!GetAtt" and isinstance(node.value, str)
    return node.value if is_parted else replace(node, tag=None)


def _as_node(value: Tree, at: Node) -> Node:
    if isinstance(value, Node):
        return value
    if isinstance(value, list):
        return Node(tuple(_as_node(each, at) for each in value), at.span)
    return Node(value if isinstance(value, str) else None, at.span)


def _dict(tree: Tree) -> dict[str, Tree]:
    return tree if isinstance(tree, dict) else {}


def _same_members(tree: Tree, members: dict[str, Node]) -> bool:
    if not isinstance(tree, dict) or list(tree) != list(members):
        return False
    long = members.get("Fn::GetAtt") if len(members) == 1 else None
    if long is not None and isinstance(long.value, str) and long.tag is None:
        named = _canonical({"Fn::GetAtt": long.value})
        return tree == named or all(agrees(tree[key], each) for key, each in members.items())
    return all(agrees(tree[key], each) for key, each in members.items())
