"""The texts that the estate was read from."""

from __future__ import annotations

from collections.abc import Iterator

from ..span import Source, Span
from .facts import Facts, fact
from .holding import holdings


@fact
def sources(facts: Facts) -> tuple[Source, ...]:
    """Every file in which something of the graph is written, each once, by name."""
    found = {span.source.name: span.source for span in _places(facts)}
    return tuple(found[name] for name in sorted(found))


def _places(facts: Facts) -> Iterator[Span]:
    graph = facts.graph
    yield from (role.span for role in graph.roles.values())
    yield from (resource.span for resource in graph.resources.values())
    yield from (pipeline.span for pipeline in graph.pipelines)
    yield from (flow.span for flow in graph.flows)
    yield from (holding.statement.span for holding in holdings(facts))
    yield from (node.span for node in graph.documents.values())


def file_of(span: Span) -> str:
    """The file in which something is written; of a snapshot, which tells of many accounts, the account."""
    if span.address is None:
        return span.source.name
    return f"{span.source.name}:{span.address.partition('/')[0]}"


def line_of(span: Span) -> str:
    """The line on which something begins, as it is written; empty where the text has no lines."""
    lines = span.source.text.splitlines() if span.line is not None else []
    return lines[span.line - 1] if span.line is not None and span.line <= len(lines) else ""
