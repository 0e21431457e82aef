"""The nodes of a scenario: what they hold, or an error that says where."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import InputError, XacctGuardError
from ..span import Node, Route, Source, Span
from .policy_node import suggestion
from .symbol import Symbol

_UNKNOWN = "$unknown"


class ScenarioError(InputError):
    """A scenario that cannot be read; `where` is the layer, or `request`."""

    def __init__(self, error: XacctGuardError, where: str) -> None:
        super().__init__(error.message, at=error.at, help=error.help)
        self.where = where


def node_of(value: object, span: Span | None = None) -> Node:
    """A plain JSON value as a Node; its places are routes."""
    at = span or Span(Source("scenario", ""))
    if value is None or isinstance(value, (str, int, float, bool)):
        return Node(value, at)
    if isinstance(value, (list, tuple)):
        return Node(tuple([node_of(one, _below(at, i)) for i, one in enumerate(value)]), at)
    if isinstance(value, Mapping):
        members = {str(key): node_of(one, _below(at, str(key))) for key, one in value.items()}
        return Node(members, at)
    raise InputError(
        "a scenario holds something that is not JSON",
        at=at,
        help="give texts, numbers, booleans, lists, objects",
    )


def _below(span: Span, step: str | int) -> Span:
    route: Route = (*span.route, step)
    return Span(span.source, route)


def with_symbols(node: Node) -> Node:
    """The node with an open symbol for each `{"$unknown": "Label"}`."""
    if node.value is None or isinstance(node.value, (str, int, float, bool)):
        return node
    if isinstance(node.value, tuple):
        return Node(tuple(map(with_symbols, node.value)), node.span)
    if set(node.value) == {_UNKNOWN}:
        label = node.value[_UNKNOWN].text or "an unresolved value"
        return Node(str(Symbol(label)), node.span)
    members = {key: with_symbols(one) for key, one in node.value.items()}
    return Node(members, node.span, keys=node.keys)


def check_members(node: Node, what: str, known: tuple[str, ...]) -> None:
    """A misspelt member would be a layer or a key that is silently not there."""
    for key, value in node.mapping.items():
        if key not in known:
            raise InputError(f"{what} has no `{key}`", at=value.span, help=suggestion(key, known))


def need(node: Node, key: str, what: str = "a request") -> str:
    """The text of a member that must be there."""
    text = maybe(node, key)
    if text is None:
        raise InputError(f"{what} has no `{key}`", at=node.span, help=f"give `{key}` as a text")
    return text


def object_of(node: Node, key: str) -> Node:
    """A member that is an object; one that is left out, or null, is an empty one."""
    found = node.get(key)
    if found is None or found.value is None:
        return Node({}, node.span)
    if not isinstance(found.value, Mapping):
        raise InputError(f"`{key}` is not an object", at=found.span, help="write it in braces")
    return found


def maybe(node: Node, key: str) -> str | None:
    """The text of a member, if it is there."""
    found = node.get(key)
    return found.text if found else None


def single(node: Node) -> str:
    """The text of a context value."""
    text = node.text
    if text is None:
        raise InputError(
            "a context value is not a text",
            at=node.span,
            help="write it in quotes, several in a list",
        )
    return text


def is_set(node: Node, key: str) -> bool:
    """Is a member there, and true?"""
    found = node.get(key)
    if found is None or found.value is None:
        return False
    if found.text not in ("true", "false"):
        raise InputError(
            f"`{key}` is neither true nor false", at=found.span, help="write true or false"
        )
    return found.text == "true"
