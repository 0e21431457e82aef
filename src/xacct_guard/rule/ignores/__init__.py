"""Ignores: findings that somebody accepts, where that is written, and what it covers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...config import Config
from ...graph.access_graph import AccessGraph
from ...span import Node, Source
from .comments import in_comments
from .configured import in_configuration
from .ignore import Ignore
from .metadata import in_metadata

__all__ = ["Ignore", "ignores"]


def ignores(documents: Iterable[Node], graph: AccessGraph, config: Config) -> tuple[Ignore, ...]:
    """Every ignore in these documents, in the code that declares the graph, and in the configuration."""
    return tuple(_all(documents, graph, config))


def _all(documents: Iterable[Node], graph: AccessGraph, config: Config) -> Iterator[Ignore]:
    texts = {config.node.span.source.name: config.node.span.source} | _sources(graph)
    for document in documents:
        texts[document.span.source.name] = document.span.source
        yield from in_metadata(document)
    for name in sorted(texts):
        yield from in_comments(texts[name])
    yield from in_configuration(config)


def _sources(graph: AccessGraph) -> dict[str, Source]:
    """The texts that declare something, Terraform's among them, which are no documents."""
    spans = (
        *(role.span for role in graph.roles.values()),
        *(resource.span for resource in graph.resources.values()),
        *(pipeline.span for pipeline in graph.pipelines),
        *(flow.span for flow in graph.flows),
    )
    return {span.source.name: span.source for span in spans}
