"""Item: a role, a user or a resource, in the same words for templates and accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..graph.access_graph import AccessGraph
from ..graph.model import Resource, Role
from ..iam.symbol import has_symbol, split_symbols, symbols_in
from ..span import Span


@dataclass(frozen=True, slots=True)
class Item:
    """What has an identity. `region` is empty for what belongs to none."""

    arn: str
    type: str
    account: str
    region: str
    name: str
    place: str
    span: Span
    it: Role | Resource

    @property
    def label(self) -> str:
        """The deployed template that makes it, `parent/Nested` for one within another."""
        return self.place.rpartition("/")[0]

    @property
    def stack(self) -> str:
        """The name that the templates give to its stack."""
        return self.label.partition(" in ")[0]

    @property
    def logical(self) -> str:
        """What the template calls it."""
        return self.place.rpartition("/")[2]

    @property
    def kind(self) -> str:
        """How a reader calls what it is."""
        return self.type.replace(":", " ") if not self.type.startswith("iam:") else self.type[4:]

    @property
    def is_open(self) -> bool:
        """Is its identity known in part only?"""
        return has_symbol(self.arn)


def items(graph: AccessGraph) -> Iterator[Item]:
    """Everything in a graph that has an identity of its own."""
    for role in graph.roles.values():
        type = "iam:user" if ":user/" in role.arn else "iam:role"
        yield Item(role.arn, type, role.account, "", role.name, role.place, role.span, role)
    for one in graph.resources.values():
        if one.name != "*":
            region = "" if one.type == "s3:bucket" else one.region
            yield Item(one.arn, one.type, one.account, region, one.name, one.place, one.span, one)


def unified(written: str, live: str, *, shaped: bool = True) -> Mapping[str, str] | None:
    """The values of symbols for which a written text is a live one; None where it cannot be.

    Without `shaped` they may be of any shape: a stack that goes by another name makes up others.
    """
    names: dict[str, str] = {}
    pattern = ""
    for part in split_symbols(written):
        if isinstance(part, str):
            pattern += re.escape(part)
        elif part.name in names:
            pattern += f"(?P={names[part.name]})"
        else:
            names[part.name] = f"v{len(names)}"
            pattern += f"(?P<{names[part.name]}>{_of_shape(part.shape if shaped else '*')})"
    found = re.fullmatch(pattern, live)
    return {name: found[group] for name, group in names.items()} if found else None


def _of_shape(shape: str) -> str:
    each = ("[^:/*]+" if char == "*" else "[^:/*]" if char == "?" else char for char in shape)
    return "".join(one if len(one) > 1 else re.escape(one) for one in each)


def is_telling(item: Item) -> bool:
    """Does what is known of its name tell it from others of its kind?"""
    known = "".join(part for part in split_symbols(item.name) if isinstance(part, str))
    shapes = "".join(symbol.shape for symbol in symbols_in(item.name))
    tail = item.arn.rpartition(":")[2].rpartition("/")[2]
    whole = "".join(part for part in split_symbols(tail) if isinstance(part, str))
    return any(char.isalnum() for char in known + whole) or item.logical.lower() in shapes.lower()
