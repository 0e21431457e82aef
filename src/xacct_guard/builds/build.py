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

    `source` names the artifact that is its source, as `pipeline/artifact`.
    """

    project: Resource
    worker: Caller
    given: tuple[Node, ...] = ()
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
        both = (*(listed.items if listed else ()), *self.given)
        return tuple({named(node, "Name"): node for node in both}.values())

    @property
    def spec(self) -> Buildspec | None:
        """The build specification, where the project has it in itself or the source is here."""
        source = self.project.facts.get("source")
        written = source.get("BuildSpec") if source else None
        text = (written.text if written else None) or "buildspec.yml"
        if written is None or "\n" not in text.strip():  # the name of a file in the source
            document = self.graph.documents.get(f"{self.source}::{text.removeprefix('./')}")
        else:
            document = _document(written.span, text)
        return read_buildspec(document) if document and is_buildspec(document) else None


def build_of(
    project: Resource, graph: AccessGraph, given: Iterable[Node] = (), source: str = ""
) -> Build | None:
    """The build of a project; None where nobody says as which role."""
    worker = worker_of(project, graph)
    return Build(project, worker, tuple(given), source) if worker else None


def _document(span: Span, text: str) -> Node | None:
    try:
        return _at(span, read(Source(span.source.name, text)))
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
