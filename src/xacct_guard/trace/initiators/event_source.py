"""Event sources of Lambda: Lambda reads a queue or stream as the function's role, then runs the function.

Sources: Lambda developer guide, services-sqs-configure.html, with-kinesis.html, with-ddb.html.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...graph.access_graph import AccessGraph
from ...graph.caller import Caller
from ...graph.model import Resource
from ...graph.step import Page, Start, Steps
from ...iam.arn import Arn
from ...iam.symbol import shown
from ...services.awslambda import function_arn, without_qualifier
from . import Initiation, Initiator

_GUIDE = "lambda/latest/dg"
_PAGE = Page.of(_GUIDE, "invocation-eventsourcemapping.html")
_READS = {
    "sqs": (
        Page.of(_GUIDE, "services-sqs-configure.html"),
        ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
    ),
    "kinesis": (
        Page.of(_GUIDE, "with-kinesis.html"),
        ("kinesis:DescribeStream", "kinesis:GetShardIterator", "kinesis:GetRecords"),
    ),
    "dynamodb": (
        Page.of(_GUIDE, "with-ddb.html"),
        ("dynamodb:DescribeStream", "dynamodb:GetShardIterator", "dynamodb:GetRecords"),
    ),
}


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
    arn = Arn.parse((source.text if source else None) or "")
    if role is None or role.text is None:
        yield here.unknown("read the source", f"role of function {shown(function)}", _PAGE)
    elif arn is None or arn.service not in _READS or source is None or not source.text:
        what = f"what reading {shown((source.text if source else None) or 'the source')} takes"
        yield here.at(role.text).unknown("read the source", what, _PAGE)
    else:
        page, actions = _READS[arn.service]
        for action in actions:
            yield here.at(role.text).ask("read the source", action, source.text, page)
    yield Start(function, mapping.span)


INITIATOR = Initiator(found)
