"""Pipes of EventBridge: the pipe's role reads the source, asks the enrichment, and starts the target.

Source: EventBridge user guide, eb-pipes-permissions.html.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...api.source import read_continually
from ...api.target import sent, target_of
from ...graph.access_graph import AccessGraph
from ...graph.caller import Caller
from ...graph.model import Resource
from ...graph.step import Page, Steps
from ...iam.symbol import shown
from . import Initiation, Initiator

_PAGE = Page.of("eventbridge/latest/userguide", "eb-pipes-permissions.html")
_SERVICE = "pipes.amazonaws.com"


def found(graph: AccessGraph) -> Iterator[Initiation]:
    """The pipes that are not stopped."""
    for pipe in graph.of_type("pipes:pipe"):
        if _text(pipe, "state") != "STOPPED":
            target = _text(pipe, "target") or ""
            yield Initiation(
                pipe, "EventBridge pipe", "pipe", pipe.span, partial(_run, pipe), target
            )


def _run(pipe: Resource, graph: AccessGraph) -> Steps:
    service = Caller(_SERVICE, pipe.account, pipe.region, pipe.span, graph)
    role = _text(pipe, "role")
    if role is None:
        yield service.unknown("run the pipe", f"role of pipe {pipe.name}", _PAGE)
        return
    yield service.assumes(role, _SERVICE, _PAGE, sourcearn=pipe.arn, sourceaccount=pipe.account)
    worker = service.at(role)
    yield from read_continually(_text(pipe, "source"), worker, _PAGE)
    for fact in ("enrichment", "target"):
        named = _text(pipe, fact)
        target = target_of(named)
        if target is not None:
            yield from sent(target, worker, _PAGE)
        elif named is not None or fact == "target":
            what = f"what the {fact} {shown(named or '')} of pipe {pipe.name} takes"
            yield worker.unknown("go on", what, _PAGE)


def _text(pipe: Resource, fact: str) -> str | None:
    node = pipe.facts.get(fact)
    return node.text if node else None


INITIATOR = Initiator(found)
