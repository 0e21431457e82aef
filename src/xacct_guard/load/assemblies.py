"""Assemblies of the CDK in the given folders: each stack opened where its manifest places it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from ..formats import Loaded, Parameters
from ..formats.cdk_assembly import (
    LoadedAssembly,
    StackArtifact,
    is_assembly,
    open_assembly,
    read_assets,
)
from ..graph.model import Parts, Placement, Wanted
from ..iam.symbol import has_symbol
from ..span import Node, Source, Span
from .reading import Reading
from .stacks import Stacks
from .wiring import only_output

MANIFEST = "manifest.json"
_NOWHERE = Placement("", "", "")


class Assemblies:
    """The assemblies of a run. Their stacks join those of the configuration, and export to each other."""

    def __init__(self, reading: Reading, stacks: Stacks) -> None:
        self.reading = reading
        self.stacks = stacks
        self.opened: list[LoadedAssembly] = []
        self._outputs: dict[Path, dict[str, Loaded]] = defaultdict(dict)

    def open_all(self, paths: tuple[Path, ...]) -> None:
        """Open every assembly in the paths that the configuration has not named already."""
        for path in paths:
            found = sorted(path.rglob(MANIFEST)) if path.is_dir() else [path]
            for manifest in found:
                if manifest.name == MANIFEST and manifest.is_file() and self._is_of_cdk(manifest):
                    self._open(manifest)

    def parts(self) -> Iterator[Parts]:
        """What is wrong with the manifests; the stacks give their parts themselves."""
        return (Parts(failures=assembly.parts().failures) for assembly in self.opened)

    def _is_of_cdk(self, manifest: Path) -> bool:
        """Many programs write a `manifest.json`; one that lies elsewhere is not ours to read."""
        if manifest.is_symlink() and not self.reading.inside(
            manifest, Span(Source(str(manifest), ""))
        ):
            return False
        return b'"artifacts"' in self.reading.documents.head(manifest)

    def _open(self, manifest: Path) -> None:
        if manifest.resolve() in self.reading.seen:
            return
        document = self.reading.document(manifest)
        if document is None or not is_assembly(document):
            return
        assembly = open_assembly(document, _NOWHERE, Parameters.of({}), lambda _name: None)
        self.opened.append(assembly)
        for wanted in assembly.assets:
            self._read_assets(wanted, manifest.parent)
        for stack in assembly.stacks:
            self._open_stack(stack, manifest.parent, assembly.name)
        for wanted in assembly.stages:
            if (below := self._file(wanted, manifest.parent)) is not None:
                self._open(below)

    def _file(self, wanted: Wanted, folder: Path) -> Path | None:
        return self.reading.inside(folder / wanted.uri, wanted.span)

    def _read_assets(self, wanted: Wanted, folder: Path) -> None:
        file = self._file(wanted, folder)
        document = self.reading.document(file) if file else None
        for key, path in read_assets(document).items() if document else ():
            asset = self._file(Wanted(path, wanted.span), folder)
            if asset is not None and asset.is_file():
                self.reading.assets[key] = asset

    def _open_stack(self, stack: StackArtifact, folder: Path, assembly: str) -> None:
        file = self._file(Wanted(stack.template, stack.span), folder)
        if file is None or file.resolve() in self.reading.seen:
            return
        document = self.reading.document(file)
        if document is None:
            return
        if has_symbol(stack.placement.account) or has_symbol(stack.placement.region):
            self.reading.assume(
                f"account and region of the stacks of {assembly} that name none",
                "the same for all of them",
                "the CDK deploys them where it is run",
            )
        loaded = self.stacks.open(
            document, stack.placement, self._parameters(stack, folder, document)
        )
        if loaded is not None:
            self.stacks.add(stack.placement.label, stack.placement, loaded)
            self._outputs[folder][stack.placement.label] = loaded

    def _parameters(self, stack: StackArtifact, folder: Path, document: Node) -> Parameters:
        """Those of the manifest; for one without a value the output of its name, of a stack beside."""

        def value(name: str) -> Node | None:
            known, declared = stack.parameters.get(name), document.get("Parameters", name)
            if known is not None or declared is None or declared.get("Default") is not None:
                return known
            others = {k: v for k, v in self._outputs[folder].items() if k != stack.placement.label}
            return only_output(name, declared, stack.placement.label, others, self.reading)

        names = {name: node.span for name, node in stack.parameters.items()}
        return Parameters(value, names)
