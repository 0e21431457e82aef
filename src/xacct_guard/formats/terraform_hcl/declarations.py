"""Declarations: what the files of one folder declare, by kind and name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ...read.hcl.syntax import Block, Expression

Declared = tuple[str, str, str]
"""`data.` or nothing, type and name of a resource or data source."""


@dataclass(frozen=True)
class Declarations:
    """The blocks of a folder's files, looked up."""

    every: tuple[Block, ...]

    def blocks(self, type: str) -> Iterator[Block]:
        """The blocks of a type."""
        return (block for block in self.every if block.type == type)

    @cached_property
    def variables(self) -> Mapping[str, Block]:
        """Variables by name."""
        return self._labelled("variable")

    @cached_property
    def outputs(self) -> Mapping[str, Block]:
        """Outputs by name."""
        return self._labelled("output")

    @cached_property
    def calls(self) -> Mapping[str, Block]:
        """Calls of modules by name."""
        return self._labelled("module")

    @cached_property
    def locals(self) -> Mapping[str, Expression]:
        """Local values by name."""
        blocks = self.blocks("locals")
        return {name: value for block in blocks for name, value in block.body.attributes.items()}

    @cached_property
    def resources(self) -> Mapping[Declared, Block]:
        """Resources and data sources."""
        return {
            (prefix, *block.labels): block
            for type, prefix in (("resource", ""), ("data", "data."))
            for block in self.blocks(type)
            if len(block.labels) == 2
        }

    @cached_property
    def names(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The names of everything of a type, by `data.` or nothing and the type."""
        found: dict[tuple[str, str], list[str]] = {}
        for prefix, type, name in self.resources:
            found.setdefault((prefix, type), []).append(name)
        return {key: tuple(names) for key, names in found.items()}

    @cached_property
    def addresses(self) -> frozenset[str]:
        """The addresses of everything declared, and of the modules called."""
        modules = (f"module.{name}" for name in self.calls)
        own = (f"{prefix}{type}.{name}" for prefix, type, name in self.resources)
        return frozenset((*own, *modules))

    def _labelled(self, type: str) -> Mapping[str, Block]:
        return {block.labels[0]: block for block in self.blocks(type) if block.labels}
