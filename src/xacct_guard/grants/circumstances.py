"""Circumstances: requests that pass also where what tells them from others is otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..graph.access_graph import AccessGraph
from ..iam.context import spelled
from ..iam.decision import Verdict
from ..iam.request import ContextValue, Request
from ..trace import Hop
from ..trace.decide import decided
from .asked import who

_ANOTHER = {
    "iam:passedtoservice": "another.amazonaws.com",
    "kms:viaservice": "another.us-east-1.amazonaws.com",
    "aws:sourcevpce": "vpce-00000000000000000",
    "aws:sourceaccount": "000000000000",
    "aws:sourcearn": "arn:aws:another:us-east-1:000000000000:thing/another",
    "sts:externalid": "another",
    "sagemaker:modelapprovalstatus": "Approved",
}
"""The keys that tell a request of a path from others like it, with a value that no path has."""


@dataclass(frozen=True, slots=True)
class Looser:
    """A request of the paths that has `held` for a key, and that would pass with anything, or with nothing."""

    principal: str
    action: str
    resource: str
    key: str
    held: ContextValue
    without: bool


def looser_of(graph: AccessGraph, hops: Iterable[Hop]) -> Iterator[Looser]:
    """Every key of every request that passes, put to the question by itself."""
    for hop in hops:
        if hop.decision.verdict is Verdict.ALLOW and hop.decision.refused_by is None:
            yield from _of(hop.decision.request, graph)


def _of(request: Request, graph: AccessGraph) -> Iterator[Looser]:
    for key, another in _ANOTHER.items():
        held = request.context.values.get(key)
        if held is None or held == another:
            continue
        without = _passes(_with(request, key, None), graph)
        if without or _passes(_with(request, key, another), graph):
            action, resource = request.action, request.resource
            yield Looser(who(request), action, resource, spelled(key), held, without)


def _with(request: Request, key: str, value: str | None) -> Request:
    context = request.context
    values = {one: held for one, held in context.values.items() if one != key}
    if value is not None:
        return replace(request, context=replace(context, values={**values, key: value}))
    gone = replace(context, values=values, absent=context.absent | {key})
    return replace(request, context=gone)


def _passes(request: Request, graph: AccessGraph) -> bool:
    return decided(request, graph).verdict is Verdict.ALLOW
