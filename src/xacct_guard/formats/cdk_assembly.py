"""The assembly that `cdk synth` writes: stacks with their account, region and template, stages below.

Reference: cdk/api/v2/docs/aws-cdk-lib.cloud_assembly_schema (manifest.json). It opens no file: what it
names, `load` reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from ..errors import InputError
from ..graph.model import Parts, Placement, Wanted
from ..iam.symbol import Symbol
from ..span import Node, Span
from . import Format, Lookup, Parameters

_STACK, _STAGE, _ASSETS = "aws:cloudformation:stack", "cdk:cloud-assembly", "cdk:asset-manifest"
_ENVIRONMENT = re.compile(r"aws://(?P<account>[^/]+)/(?P<region>[^/]+)")
_ACCOUNT = re.compile(r"\d{12}")


@dataclass(frozen=True, slots=True)
class StackArtifact:
    """A stack of the assembly. `placement.label` tells it from one of that name in another stage."""

    id: str
    placement: Placement
    template: str
    parameters: Mapping[str, Node]
    depends_on: tuple[str, ...]
    span: Span


@dataclass(frozen=True)
class LoadedAssembly:
    """An assembly; `name` is its folder. What in it has the wrong form is in `parts().failures`."""

    document: Node
    name: str

    def parts(self) -> Parts:
        """The files that the assembly names: templates, and the manifests of stages and of assets."""
        wanted = (
            *(Wanted(stack.template, stack.span) for stack in self.stacks),
            *self.stages,
            *self.assets,
        )
        return Parts(wanted=wanted, failures=self._read[1])

    def reference(self, path: str) -> str | None:  # noqa: ARG002
        """The stacks have values, the assembly has none."""
        return None

    @property
    def stacks(self) -> tuple[StackArtifact, ...]:
        """The stacks of this assembly, without those of its stages."""
        return self._read[0]

    @cached_property
    def stages(self) -> tuple[Wanted, ...]:
        """The manifests of the assemblies inside this one."""
        return tuple(
            Wanted(f"{text}/manifest.json", artifact.span)
            for _, artifact in self._of_type(_STAGE)
            if (text := _text(artifact, "properties", "directoryName"))
        )

    @cached_property
    def assets(self) -> tuple[Wanted, ...]:
        """The files that list what is uploaded before a deployment."""
        return tuple(
            Wanted(text, artifact.span)
            for _, artifact in self._of_type(_ASSETS)
            if (text := _text(artifact, "properties", "file"))
        )

    @cached_property
    def _read(self) -> tuple[tuple[StackArtifact, ...], tuple[InputError, ...]]:
        stacks: list[StackArtifact] = []
        failures: list[InputError] = []
        for id, artifact in self._of_type(_STACK):
            try:
                stacks.append(self._stack(id, artifact))
            except InputError as error:
                failures.append(error)
        return tuple(stacks), tuple(failures)

    def _of_type(self, type: str) -> Iterator[tuple[str, Node]]:
        for id, artifact in self.document.mapping["artifacts"].mapping.items():
            if _text(artifact, "type") == type:
                yield id, artifact

    def _stack(self, id: str, artifact: Node) -> StackArtifact:
        template = _text(artifact, "properties", "templateFile")
        if not template:
            raise InputError(
                f"stack `{id}` of the assembly names no `templateFile`",
                at=artifact.span,
                help="run `cdk synth` again",
            )
        parameters = artifact.get("properties", "parameters")
        depends = artifact.get("dependencies")
        return StackArtifact(
            id=id,
            placement=self._placement(id, artifact),
            template=template,
            parameters=dict(parameters.mapping) if parameters else {},
            depends_on=tuple(each.text or "" for each in depends.items) if depends else (),
            span=artifact.span,
        )

    def _placement(self, id: str, artifact: Node) -> Placement:
        """Where the stack goes. Stacks that say nothing go where the CDK is run, all of them."""
        found = _ENVIRONMENT.fullmatch(_text(artifact, "environment") or "")
        account, region = (found["account"], found["region"]) if found else ("", "")
        if not _ACCOUNT.fullmatch(account):
            account = str(Symbol(f"account that {self.name} is deployed to", "?" * 12))
        if not region or region == "unknown-region":
            region = str(Symbol(f"region that {self.name} is deployed to"))
        name = _text(artifact, "properties", "stackName") or id
        return Placement(account, region, name, label=_text(artifact, "displayName") or id)


def read_assets(document: Node) -> dict[str, str]:
    """Of an asset manifest: the file of each object, by the object's key."""
    files = document.get("files")
    found: dict[str, str] = {}
    for asset in files.mapping.values() if files else ():
        path, to = _text(asset, "source", "path"), asset.get("destinations")
        for place in to.mapping.values() if to else ():
            key = _text(place, "objectKey")
            if key and path:
                found[key] = path
    return found


def _text(node: Node, *route: str) -> str | None:
    found = node.get(*route)
    return found.text if found else None


def is_assembly(document: Node) -> bool:
    """Is this the manifest of an assembly?"""
    artifacts = document.mapping.get("artifacts")
    return (
        "version" in document.mapping
        and artifacts is not None
        and any("type" in artifact.mapping for artifact in artifacts.mapping.values())
    )


def open_assembly(
    document: Node, _placement: Placement, _parameters: Parameters, _lookup: Lookup
) -> LoadedAssembly:
    """The assembly; it says itself where its stacks go."""
    folder = PurePath(document.span.source.name).parent.name
    return LoadedAssembly(document, folder or "the assembly")


FORMAT = Format("cdk_assembly", is_assembly, open_assembly)
