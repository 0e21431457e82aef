"""What a repository holds: every document of a kind we know, read once and sorted by kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..config import empty_config
from ..definitions.buildspec import Hint, is_buildspec, read_buildspec
from ..definitions.codepipeline import is_pipeline
from ..definitions.github_workflow import is_workflow
from ..definitions.jenkinsfile import RoleTaken, read_jenkinsfile
from ..definitions.sagemaker_pipeline import is_sagemaker_pipeline
from ..errors import XacctGuardError
from ..formats import Parameters
from ..formats.cdk_assembly import StackArtifact, is_assembly, open_assembly
from ..formats.cloudformation.template import is_template
from ..formats.document import is_policy
from ..graph.model import Placement
from ..graph.noticed import Placeholder
from ..infer import stack_names
from ..load.assemblies import MANIFEST
from ..load.documents import LARGEST, Documents
from ..load.files import files
from ..load.reading import Reading
from ..load.state_machines import is_state_machine
from ..read import read, read_text
from ..span import Node

_ASL = re.compile(r'"StartAt"|^StartAt:', re.MULTILINE)
_BUILD = re.compile(r"^phases:", re.MULTILINE)
_NOWHERE = Placement("", "", "")
_SUFFIXES = frozenset({".json", ".yml", ".yaml"})


@dataclass(frozen=True, slots=True)
class File:
    """A document and its path relative to the repository."""

    path: Path
    node: Node


@dataclass(slots=True)
class Survey:
    """What is there, by kind. `names` are the stack names that fit the templates."""

    root: Path
    templates: dict[str, File] = field(default_factory=dict)
    pipelines: list[File] = field(default_factory=list)
    policies: list[File] = field(default_factory=list)
    workflows: list[File] = field(default_factory=list)
    machines: list[File] = field(default_factory=list)
    sagemaker_pipelines: list[File] = field(default_factory=list)
    assemblies: dict[Path, tuple[StackArtifact, ...]] = field(default_factory=dict)
    builds: list[tuple[Path, tuple[Hint, ...]]] = field(default_factory=list)
    jenkins: list[tuple[Path, tuple[RoleTaken, ...]]] = field(default_factory=list)
    terraform: list[Path] = field(default_factory=list)
    placeholders: tuple[Placeholder, ...] = ()

    @property
    def found_something(self) -> bool:
        """Is there anything that a configuration could be about?"""
        kinds = (self.templates, self.pipelines, self.policies, self.assemblies, self.terraform)
        others = (self.workflows, self.sagemaker_pipelines, self.machines, self.jenkins)
        return any((*kinds, *others))


def survey_of(root: Path, largest: float = LARGEST) -> Survey:
    """Look through a repository. A file that cannot be read is left out: `check` says what is wrong."""
    found = Survey(root)
    reading = Reading(empty_config(root), (root,), Documents(largest))
    _assemblies(found, reading)
    below = tuple(found.assemblies)
    documents = {
        path: node
        for path, node in _documents(found, reading)
        if not any(path.is_relative_to(folder) for folder in below)
    }
    names = stack_names(tuple(path for path, node in documents.items() if is_template(node)))
    for path, node in documents.items():
        _sort(found, File(path, node), names.get(path, ""))
    for path in sorted(root.rglob("Jenkinsfile*")):
        _jenkins(found, path)
    tf = {path.parent.relative_to(root) for path in root.rglob("*.tf") if _is_shown(path, root)}
    found.terraform = sorted(folder for folder in tf if not tf & set(folder.parents))
    found.placeholders = reading.left
    return found


def _assemblies(found: Survey, reading: Reading) -> None:
    for manifest in sorted(found.root.rglob(MANIFEST)):
        node = _read(manifest)
        if node is not None and is_assembly(node):
            reading.seen.add(manifest.resolve())
            loaded = open_assembly(node, _NOWHERE, Parameters.of({}), lambda _name: None)
            found.assemblies[manifest.parent.relative_to(found.root)] = loaded.stacks


def _documents(found: Survey, reading: Reading) -> Iterator[tuple[Path, Node]]:
    for each in files((found.root,), reading):
        if each.path.resolve() not in reading.seen:
            node = reading.document(each.path)
            if node is not None:
                yield each.path.relative_to(found.root), node
    for path in sorted(found.root.rglob("*")):
        is_new = path.suffix in _SUFFIXES and path.resolve() not in reading.seen
        if is_new and _is_shown(path, found.root) and path.is_file() and _has_marks(path):
            node = reading.document(path)
            if node is not None:
                yield path.relative_to(found.root), node


def _sort(found: Survey, file: File, name: str) -> None:
    node = file.node
    if is_template(node):
        found.templates[name] = file
    elif is_pipeline(node):
        found.pipelines.append(file)
    elif is_policy(node):
        found.policies.append(file)
    elif is_workflow(node):
        found.workflows.append(file)
    elif is_sagemaker_pipeline(node):
        found.sagemaker_pipelines.append(file)
    elif is_state_machine(node):
        found.machines.append(file)
    elif is_buildspec(node):
        found.builds.append((file.path, read_buildspec(node).hints))


def _jenkins(found: Survey, path: Path) -> None:
    try:
        roles = read_jenkinsfile(read_text(path)) if path.is_file() else ()
    except XacctGuardError:
        return
    if roles:
        found.jenkins.append((path.relative_to(found.root), roles))


def _read(path: Path) -> Node | None:
    try:
        return read(read_text(path))
    except XacctGuardError:
        return None


def _is_shown(path: Path, root: Path) -> bool:
    parts = path.relative_to(root).parts
    return not any(part.startswith(".") or part == "node_modules" for part in parts)


def _has_marks(path: Path) -> bool:
    try:
        text = path.read_text("utf-8", errors="replace")
    except OSError:
        return False
    return bool(_ASL.search(text) or _BUILD.search(text))
