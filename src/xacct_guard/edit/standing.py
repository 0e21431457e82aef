"""Standing: what is written at a place, with all that is around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..errors import EditError
from ..iam.symbol import has_symbol
from ..span import Node, Span
from .document import document_of
from .place import descend, embedded, place_of
from .tree import long_form


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands at a place in its text, with all that is around it; `within` a text that is JSON."""

    at: Span
    nodes: tuple[Node, ...]
    within: bool = False

    @property
    def node(self) -> Node:
        """The value itself."""
        return self.nodes[-1]

    def around(self, steps: int) -> Node | None:
        """The node so many levels above the value."""
        return self.nodes[-1 - steps] if len(self.nodes) > steps else None

    def place(self, *steps: str | int, up: int = 0) -> Span:
        """The place of a part of what is `up` levels above the value."""
        route = self.at.route[: len(self.at.route) - up]
        if self.within:
            return replace(self.at, route=(*route, *steps))
        around = self.around(up)
        part = around.get(*steps) if around else None
        return part.span if part else self.at


def standing(at: Span) -> Standing | None:
    """What stands at a place, None where that is not to be found in its text."""
    try:
        document = document_of(at.source)
        place = place_of(at, document)
        if not place.is_held:
            return Standing(at, place.nodes)
        inner = descend(embedded(place.node), place.rest)
    except EditError:
        return None
    return Standing(at, inner.nodes, within=True) if inner and not inner.rest else None


def plain(node: Node) -> object:
    """The value as it is written: a function in its long form, whatever it gives."""
    value: object = node.value
    if isinstance(node.value, tuple):
        value = [plain(each) for each in node.value]
    elif isinstance(node.value, Mapping):
        value = {key: plain(each) for key, each in node.value.items()}
    return value if node.tag is None else {long_form(node.tag): value}


def is_known(value: object) -> bool:
    """Is there no part in it that has no name in a text?"""
    if isinstance(value, str):
        return not has_symbol(value)
    if isinstance(value, Mapping):
        return all(is_known(each) for pair in value.items() for each in pair)
    return not isinstance(value, (list, tuple)) or all(map(is_known, value))
