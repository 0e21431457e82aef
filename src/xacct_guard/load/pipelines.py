"""Pipelines: their definitions, and the stacks they deploy from artifacts that are folders here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from ..actions import ActionRun, Deployment, provider_of
from ..config import Config, region_of
from ..definitions.codepipeline import is_pipeline, read_pipeline
from ..errors import InputError
from ..formats import Parameters
from ..graph.access_graph import AccessGraph, Stack
from ..graph.model import Parts, Placement
from ..graph.noticed import Lacking
from ..graph.pipeline import Pipeline
from ..iam.symbol import Symbol, has_symbol
from ..read import read_embedded
from ..span import Node
from .reading import Reading
from .stacks import Stacks


class Pipelines:
    """The pipelines of the configuration. What they deploy is known by (pipeline, stage, action).

    `templates` are the files of what is deployed, `specifications` those of what is built, by
    `pipeline/artifact::name`.
    """

    def __init__(self, config: Config, reading: Reading, stacks: Stacks) -> None:
        self.config = config
        self.reading = reading
        self.stacks = stacks
        self.variables: dict[tuple[str, str], Mapping[str, str]] = {}
        self.deployed: dict[tuple[str, str, str], Stack] = {}
        self.specifications: dict[str, Node] = {}
        self.templates: set[Path] = set()
        self._followed: set[str] = set()

    def parts(self) -> Iterator[Parts]:
        """The pipelines, each followed by the parts of every stack it deploys."""
        for entry in self.config.entries("pipelines"):
            if entry.get("definition") is None:
                continue
            pipeline = self.reading.attempt(partial(self._pipeline, entry))
            if pipeline is not None:
                yield Parts(pipelines=(pipeline,))
                yield from self.deployments(pipeline, self._folders(entry))

    def declared(self, parts: Parts) -> Iterator[Parts]:
        """The parts of the stacks that pipelines of a template deploy, and of those that these do."""
        for pipeline in parts.pipelines:
            if pipeline.place not in self._followed:
                self._followed.add(pipeline.place)
                for below in self.deployments(pipeline, self._folders_of(pipeline)):
                    yield below
                    yield from self.declared(below)

    def _folders_of(self, pipeline: Pipeline) -> Mapping[str, Path]:
        """The folders that an entry of that name gives its artifacts; else that of its template."""
        own = {"": Path(pipeline.span.source.name).parent}
        for entry in self.config.entries("pipelines"):
            name, given = entry.get("name"), entry.get("artifacts")
            if name is not None and given is not None and name.text == pipeline.name:
                own |= {name: self.config.path(node) for name, node in given.mapping.items()}
        return own

    def _pipeline(self, entry: Node) -> Pipeline | None:
        account = self.config.account_id(entry.mapping["account"])
        region = region_of(entry, self.config)
        node = self.reading.named(entry, "definition")
        name = Path(entry.mapping["definition"].text or "").stem
        return definition(node, Placement(account, region, name)) if node else None

    def _folders(self, entry: Node) -> Mapping[str, Path]:
        """The folder of each artifact; the definition's own, under `""`, where none is said."""
        given = entry.get("artifacts")
        said = given.mapping if given else {}
        own = {"": self.config.path(entry.mapping["definition"]).parent}
        return own | {name: self.config.path(node) for name, node in said.items()}

    def deployments(self, pipeline: Pipeline, folders: Mapping[str, Path]) -> Iterator[Parts]:
        """The parts of the stacks, in the order they are deployed: later ones may use earlier outputs."""
        for stage in pipeline.stages:
            for action in sorted(stage.actions, key=lambda action: action.run_order):
                run = ActionRun(pipeline, stage, action, AccessGraph(variables=self.variables))
                self._specifications(run, folders)
                provider = provider_of(action)
                for deployment in provider.deploys(run) if provider else ():
                    yield from self._deployed(deployment, run, folders)

    def _deployed(
        self, deployment: Deployment, run: ActionRun, folders: Mapping[str, Path]
    ) -> Iterator[Parts]:
        if lacking := tuple(self._lacking(deployment, run, folders)):
            yield Parts(lacking=lacking)
        place = Placement(deployment.account, deployment.region, deployment.stack)
        known = self.stacks.at(place)
        parts = known.parts() if known else self._deploy(deployment, run, folders)
        if parts is None:
            return
        self.deployed[deployment.place(run)] = Stack(
            deployment.stack, deployment.account, deployment.region, parts
        )
        if run.action.namespace:
            self.variables[run.pipeline.place, run.action.namespace] = parts.outputs
        if known is None:
            yield parts

    def _specifications(self, run: ActionRun, folders: Mapping[str, Path]) -> None:
        """The build specifications in the folders that are said to be a build's sources."""
        for artifact in run.action.inputs if run.action.provider == "CodeBuild" else ():
            folder = folders.get(artifact)
            for path in sorted(folder.glob("buildspec*.y*ml")) if folder else ():
                inside = self.reading.inside(path, run.action.span, folder or path)
                node = self.reading.document(inside) if inside else None
                if node is not None:
                    self.specifications[f"{run.pipeline.place}/{artifact}::{path.name}"] = node

    def _deploy(
        self, deployment: Deployment, run: ActionRun, folders: Mapping[str, Path]
    ) -> Parts | None:
        path = self._inside(deployment.template, run, folders)
        node = self.reading.document(path) if path else None
        if path is None or node is None:
            return None
        self.templates.add(path.resolve())
        placement = self.stacks.placed(
            Placement(deployment.account, deployment.region, deployment.stack)
        )
        given = self.reading.attempt(lambda: self._overrides(deployment, run, folders)) or {}
        loaded = self.stacks.open(node, placement, Parameters.of(given))
        return loaded.parts() if loaded else None

    def _inside(
        self, artifact_path: str, run: ActionRun, folders: Mapping[str, Path]
    ) -> Path | None:
        """The file that `Artifact::path` stands for, if it is here."""
        artifact, _, inside = artifact_path.partition("::")
        folder = folders.get(artifact, folders[""])
        path = folder / inside
        if not inside or not path.is_file():
            return None
        return self.reading.inside(path, run.action.span, folder)

    def _lacking(
        self, deployment: Deployment, run: ActionRun, folders: Mapping[str, Path]
    ) -> Iterator[Lacking]:
        """The files of which the folder that is said to be the artifact has none, or none that can be read."""
        action = (run.pipeline.place, run.stage.name, run.action.name)
        for text in filter(None, (deployment.template, deployment.configuration)):
            artifact, _, file = text.partition("::")
            folder = folders.get(artifact) if artifact else None
            if not file or has_symbol(file) or folder is None or not folder.is_dir():
                continue
            found = self._inside(text, run, folders)
            if not (folder / file).exists():
                why = f"there is no file `{file}` in the artifact `{artifact}`, which is `{folder.name}` here"
                yield Lacking(action, artifact, file, why)
            elif text == deployment.configuration and found and self._is_unreadable(found):
                # CloudFormation takes these in one form only, JSON; templates have more than one.
                yield Lacking(action, artifact, file, f"the file `{file}` cannot be read")

    def _is_unreadable(self, path: Path) -> bool:
        return self.reading.document(path) is None

    def _overrides(
        self, deployment: Deployment, run: ActionRun, folders: Mapping[str, Path]
    ) -> dict[str, Node]:
        """The parameters: of the template configuration file, then `ParameterOverrides`."""
        path = self._inside(deployment.configuration or "", run, folders)
        node = self.reading.document(path) if path else None
        inner = node.get("Parameters") if node else None
        given = dict(inner.mapping) if inner else {}
        overrides = run.action.configuration.get("ParameterOverrides")
        if overrides is not None and overrides.text:
            given |= read_embedded(overrides).mapping
        return {name: _open_call(node) for name, node in given.items()}


def _open_call(node: Node) -> Node:
    """`Fn::GetParam` and `Fn::GetArtifactAtt` read an artifact that only the pipeline has."""
    call = next((name for name in node.mapping if name.startswith("Fn::Get")), None)
    return node if call is None else replace(node, value=str(Symbol(f"{call} at {node.span}")))


def definition(node: Node, placement: Placement) -> Pipeline:
    """The pipeline of a definition document; raises InputError where it is none."""
    if not is_pipeline(node):
        raise InputError(
            "not a pipeline definition",
            at=node.span,
            help="it has `pipeline` with `stages`, as `aws codepipeline get-pipeline` prints it",
        )
    return read_pipeline(node.mapping["pipeline"], placement, "")
