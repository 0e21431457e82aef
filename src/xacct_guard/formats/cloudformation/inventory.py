"""Inventory: what exists already in an account and Region, read as the stack that would have made it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ...graph.model import Parts, Placement
from ...span import Node, Span
from .. import Lookup, Parameters
from .loaded import LoadedTemplate
from .opening import LANGUAGE
from .stack import Stack
from .template import Declaration, Existing, Template

__all__ = ["Declaration", "Existing", "LoadedInventory", "LoadedOutputs", "open_inventory"]


class _Deployed(Stack):
    """A stack of which every value is what it says: nothing is left to be worked out."""

    def resolve(self, node: Node) -> Node | None:
        return node

    def property(self, declaration: Declaration, name: str) -> Node | None:
        return declaration.properties.mapping.get(name)

    def nested(self, declaration: Declaration) -> tuple[Stack, ...]:  # noqa: ARG002
        return ()


@dataclass(frozen=True)
class LoadedInventory:
    """The resources of an account and Region; `exports` are what its stacks tell each other, by name."""

    template: LoadedTemplate
    exports: Mapping[str, str] = field(default_factory=dict)

    def parts(self) -> Parts:
        """Every resource of a type that is known."""
        return self.template.parts()

    def reference(self, path: str) -> str | None:
        """An export of one of its stacks, or what else a template knows by name."""
        kind, _, name = path.partition(".")
        return self.exports.get(name) if kind == "exports" else self.template.reference(path)


@dataclass(frozen=True)
class LoadedOutputs:
    """A stack that exists, of which only what it tells others is known."""

    outputs: Mapping[str, str]

    def parts(self) -> Parts:
        """Nothing: its resources are among those of its account."""
        return Parts()

    def reference(self, path: str) -> str | None:
        """An output."""
        kind, _, name = path.partition(".")
        return self.outputs.get(name) if kind == "outputs" else None


def open_inventory(
    resources: Iterable[Declaration],
    placement: Placement,
    parameters: Parameters,
    lookup: Lookup,
    at: Span,
) -> LoadedTemplate:
    """The resources as a template that is deployed. `at` is where all of them are told of."""
    template = Template(
        parameters={},
        mappings={},
        conditions={},
        resources={each.logical: each for each in resources},
        outputs={},
        generated=None,
        macros=(),
        broken=frozenset(),
        failures=(),
        span=at,
    )
    return LoadedTemplate(_Deployed(template, placement, parameters, lookup, language=LANGUAGE))
