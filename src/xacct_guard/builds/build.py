"""Build: a project at work, its variables and its specification."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..definitions.buildspec import Buildspec, is_buildspec, read_buildspec
from ..errors import XacctGuardError
from ..graph.access_graph import AccessGraph
from ..graph.caller import Caller
from ..graph.model import Resource
from ..read import read
from ..services.codebuild import worker_of
from ..span import Node, Source, Span
from .variable import named


@dataclass(frozen=True, slots=True)
class Build:
    """A project that builds: its role at work, and the variables that whoever started it gives.

    `given` is None where there are some and nobody can read them. `source` names the artifact that is its
    source, as `pipeline/artifact`.
    """

    project: Resource
    worker: Caller
    given: tuple[Node, ...] | None = ()
    source: str = ""

    @property
    def graph(self) -> AccessGraph:
        """The estate around it."""
        return self.worker.graph

    @property
    def variables(self) -> tuple[Node, ...]:
        """The environment variables, those given in place of the project's own of the name."""
        own = self.project.facts.get("environment")
        listed = own.get("EnvironmentVariables") if own else None
        both = (*(listed.items if listed else ()), *(self.given or ()))
        return tuple({named(node, "Name"): node for node in both}.values())

    @property
    def spec(self) -> Buildspec | None:
        """The build specification, where the project has it in itself or the source is here."""
        written = self._inline
        document = _document(written) if written is not None else self._file
        return read_buildspec(document) if document and is_buildspec(document) else None

    @property
    def unread(self) -> tuple[str, ...]:
        """What is written of the build, and cannot be read."""
        written = self._inline
        is_lost = written is not None and _document(written) is None
        return (
            *(("the build specification, which cannot be read",) if is_lost else ()),
            *(("the variables, which cannot be read",) if self.given is None else ()),
        )

    @property
    def _inline(self) -> Node | None:
        """The specification as the project itself has it; one line that is no JSON is the name of a file."""
        written = self._written
        text = (written.text or "").strip() if written is not None else ""
        is_whole = written is not None and bool(written.mapping)  # Terraform's `jsonencode({…})`
        return written if is_whole or "\n" in text or text.startswith("{") else None

    @property
    def _file(self) -> Node | None:
        """The specification among the files of the source."""
        name = (self._written.text if self._written is not None else None) or "buildspec.yml"
        return self.graph.documents.get(f"{self.source}::{name.removeprefix('./')}")

    @property
    def _written(self) -> Node | None:
        source = self.project.facts.get("source")
        return source.get("BuildSpec") if source else None


def build_of(
    project: Resource, graph: AccessGraph, given: Iterable[Node] | None = (), source: str = ""
) -> Build | None:
    """The build of a project; None where nobody says as which role."""
    worker = worker_of(project, graph)
    return (
        Build(project, worker, None if given is None else tuple(given), source) if worker else None
    )


def _document(written: Node) -> Node | None:
    """What the text says; None where it is nothing that can be read."""
    if written.mapping:
        return written
    try:
        return _at(written.span, read(Source(written.span.source.name, written.text or "")))
    except XacctGuardError:
        return None


def _at(span: Span, node: Node) -> Node:
    """A document that stands as text in another: every part of it is where the text is."""
    if isinstance(node.value, tuple):
        return replace(node, span=span, value=tuple(_at(span, item) for item in node.value))
    if node.mapping:
        members = {key: _at(span, item) for key, item in node.mapping.items()}
        return replace(node, span=span, value=members)
    return replace(node, span=span)
