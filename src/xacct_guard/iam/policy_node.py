"""The nodes of a policy document: members and texts, or an error at their place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from ..errors import PolicyError
from ..span import Node
from .making import make_written
from .policy import Written
from .symbol import Symbol, only_symbol


class UnresolvedError(Exception):
    """Structure is expected where the text is known only after deployment."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def members_of(node: Node, what: str, known: tuple[str, ...]) -> Mapping[str, Node]:
    """The members of an object that may have only these."""
    value = node.value
    if type(value) is not dict and not isinstance(value, Mapping):
        ensure_resolved(node)
        raise PolicyError(f"{what} is not an object", at=node.span, help=one_of(known))
    for key in value:
        if key not in known:
            raise PolicyError(
                f"{what} has no element `{key}`",
                at=node.keys.get(key, value[key].span),
                help=suggestion(key, known),
            )
    return value


def ensure_resolved(node: Node) -> None:
    """Stop at a value that is wholly unresolved."""
    if symbol := unresolved_in(node):
        raise UnresolvedError(symbol.name)


def unresolved_in(node: Node) -> Symbol | None:
    """The symbol that stands in place of a whole value."""
    return only_symbol(node.value) if isinstance(node.value, str) else None


def text_of(node: Node, what: str) -> str:
    """The text of a scalar."""
    text = node.text
    if text is None:
        raise PolicyError(f"{what} is not a text", at=node.span, help="write a single text")
    return text


def texts(node: Node, what: str, *, empty: bool = False) -> tuple[Written, ...]:
    """The texts of a scalar or of a list, which has one at least unless it may be `empty`."""
    items = node.items
    if not items and not (empty and isinstance(node.value, tuple)):
        raise PolicyError(
            f"there is nothing where {what} is expected", at=node.span, help="write at least one"
        )
    return tuple(
        [
            make_written(
                text if type(text := item.value) is str else text_of(item, what), item.span
            )
            for item in items
        ]
    )


def suggestion(name: str, known: Iterable[str]) -> str:
    """What may have been meant, or else what there is."""
    by_lower = {one.lower(): one for one in known}
    close = get_close_matches(name.lower(), by_lower, n=1)
    if close:
        return f"did you mean `{by_lower[close[0]]}`?"
    return one_of(by_lower.values())


def one_of(known: Iterable[str]) -> str:
    """What there is to choose from."""
    return "one of " + ", ".join(f"`{one}`" for one in known)
