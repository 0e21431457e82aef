"""Places: the names by which people know where something is written, whatever its line."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..graph.access_graph import AccessGraph
from ..span import Route, Span


class Places:
    """The names of places: `stack/LogicalId` and ARN of what is declared there, `file` and `file#route`.

    Files are named relative to `root`, the folder of the configuration, with `/`.
    """

    def __init__(self, graph: AccessGraph, root: Path) -> None:
        self._root = root.resolve()
        self._declared = _declared(graph)
        self._files: dict[str, str] = {}

    def of(self, span: Span) -> tuple[str, ...]:
        """Every name of a place, the narrowest last."""
        route, file = span.route, self._file(span)
        names = (
            name
            for length in range(len(route) + 1)
            for name in self._declared.get((span.source.name, route[:length]), ())
        )
        return (file, *names, self.logical(span))

    def logical(self, span: Span) -> str:
        """`file#route`: the same wherever the tool is run, and when lines move.

        What is in a live account is known by its address, whatever the snapshot is called.
        """
        if span.address:
            return span.path
        return f"{self._file(span)}#{span.path}"

    def _file(self, span: Span) -> str:
        name = span.source.name
        if name not in self._files:
            path = Path(name).resolve() if name != "-" else Path(name)
            inside = name != "-" and path.anchor == self._root.anchor
            self._files[name] = (
                Path(os.path.relpath(path, self._root)).as_posix() if inside else name
            )
        return self._files[name]


def _declared(graph: AccessGraph) -> Mapping[tuple[str, Route], tuple[str, ...]]:
    found: dict[tuple[str, Route], list[str]] = {}
    for span, names in _named(graph):
        found.setdefault((span.source.name, span.route), []).extend(names)
    return {key: tuple(filter(None, dict.fromkeys(names))) for key, names in found.items()}


def _named(graph: AccessGraph) -> Iterator[tuple[Span, tuple[str, ...]]]:
    yield from ((role.span, (role.arn, role.place)) for role in graph.roles.values())
    yield from ((each.span, (each.arn, each.place)) for each in graph.resources.values())
    yield from ((pipeline.span, (pipeline.place,)) for pipeline in graph.pipelines)
    yield from ((flow.span, (flow.place,)) for flow in graph.flows)
