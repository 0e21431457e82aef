"""Event sources of Lambda: Lambda reads a queue or stream as the function's role, then runs the function."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...api.source import read_continually
from ...graph.access_graph import AccessGraph
from ...graph.caller import Caller
from ...graph.model import Resource
from ...graph.step import Page, Start, Steps
from ...iam.symbol import shown
from ...services.awslambda import function_arn, without_qualifier
from . import Initiation, Initiator

_PAGE = Page.of("lambda/latest/dg", "invocation-eventsourcemapping.html")


def found(graph: AccessGraph) -> Iterator[Initiation]:
    """Every event source mapping."""
    for mapping in graph.of_type("lambda:event-source-mapping"):
        source = mapping.facts.get("source")
        name = f"read {(source.text if source else None) or 'the source'}".rpartition(":")[2]
        steps = partial(_read, mapping)
        yield Initiation(mapping, "Lambda event source", name, mapping.span, steps)


def _read(mapping: Resource, graph: AccessGraph) -> Steps:
    here = Caller("lambda.amazonaws.com", mapping.account, mapping.region, mapping.span, graph)
    source, named = mapping.facts.get("source"), mapping.facts.get("function")
    function = without_qualifier(function_arn((named.text if named else None) or "", here))
    held = graph.resource(function)
    role = held.facts.get("role") if held else None
    if role is None or role.text is None:
        yield here.unknown("read the source", f"role of function {shown(function)}", _PAGE)
    else:
        read = source.text if source else None
        yield from read_continually(read, here.at(role.text), _PAGE)
    yield Start(function, mapping.span)


INITIATOR = Initiator(found)
