"""Terraform and OpenTofu folders, read as they are written: no plan, no state, no network.

What a plan would know better (data sources, what exists already) is a symbol that names it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ...errors import ConfigError
from ...graph.model import Parts, Placement, StateStore
from ...span import Node
from ...terraform.instance import World
from ...terraform.parts import parts_of
from ...terraform.providers import Places
from ...terraform.value import as_text
from .. import Format, Lookup, Parameters
from .backend import state_store
from .evaluate import evaluate
from .folder import Folder, is_folder
from .module import Module
from .provider_blocks import providers_of
from .run import Run


@dataclass(frozen=True)
class LoadedFolder:
    """A folder whose root module is deployed with some variables."""

    module: Module
    failures: tuple[ConfigError, ...] = ()

    def parts(self) -> Parts:
        """Everything the folder declares, and what is wrong with it."""
        return self._parts

    @cached_property
    def _parts(self) -> Parts:
        run = self.module.run
        instances = tuple(self.module.every())
        outputs = self._outputs()
        world = World(run.label, instances, run.failures)
        parts = parts_of(world, outputs)
        failures = (*self.failures, *run.folder.failures, *parts.failures)
        return replace(parts, failures=failures, states=(self.state,) if self.state else ())

    @cached_property
    def state(self) -> StateStore | None:
        """Where its state is kept, if that is in S3."""
        return state_store(self.module)

    def _outputs(self) -> Mapping[str, str]:
        values = (
            (name, as_text(self.module.output(name))) for name in self.module.declares.outputs
        )
        return {name: text for name, text in values if text is not None}

    def reference(self, path: str) -> str | None:
        """The value of an output; None for anything else."""
        kind, _, name = path.partition(".")
        if kind != "outputs" or name not in self.module.declares.outputs:
            return None
        return as_text(self.module.output(name))


def open_places(
    document: Node, places: Places, parameters: Parameters, lookup: Lookup
) -> LoadedFolder:
    """The folder with its variables, deployed where its providers work."""
    folder = Folder(document)
    run = Run(
        folder,
        places,
        places.default.label or places.default.stack,
        lookup,
        assume=parameters.assume,
    )

    def given(name: str) -> Node | None:
        found = parameters.value(name)
        if found is not None:
            return found
        written = folder.files(".").values.get(name)
        return evaluate(written, Module(run).scope) if written is not None else None

    module = Module(run, given=given)
    run.providers.update(providers_of(module.declares.blocks("provider"), module.argument))
    return LoadedFolder(module, tuple(_strangers(module, parameters)))


def _strangers(module: Module, parameters: Parameters) -> list[ConfigError]:
    """Variables that were given but that the folder does not have."""
    known = ", ".join(f"`{name}`" for name in module.declares.variables) or "none"
    return [
        ConfigError(f"the folder has no variable `{name}`", at=at, help=f"its variables: {known}")
        for name, at in parameters.names.items()
        if name not in module.declares.variables
    ]


def open_folder(
    document: Node, placement: Placement, parameters: Parameters, lookup: Lookup
) -> LoadedFolder:
    """The folder, all of it in one place unless its providers say otherwise."""
    return open_places(document, Places(placement), parameters, lookup)


FORMAT = Format("terraform-hcl", is_folder, open_folder)
