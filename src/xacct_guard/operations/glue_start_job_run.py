"""Glue StartJobRun: the job then runs as its own role."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Page, Start, Steps
from ..span import Node
from . import Integration, Operation

_PAGE = Page.of("glue/latest/webapi", "API_StartJobRun.html")
_SYNC = Page.of("step-functions/latest/dg", "connect-glue.html")


def steps(caller: Caller, parameters: Node) -> Steps:
    """Start the job; what it does follows."""
    name = parameters.text_at("JobName")
    if name is None:
        yield caller.unknown("start a Glue job", "name of the Glue job", _PAGE)
        return
    arn = caller.arn("glue", f"job/{name}")
    yield caller.ask("start the Glue job", "glue:StartJobRun", arn, _PAGE)
    yield Start(arn, caller.span)


OPERATION = Operation(
    "glue:StartJobRun",
    steps,
    Integration(_SYNC, sync=("glue:GetJobRun",), aside=("glue:GetJobRuns", "glue:BatchStopJobRun")),
)
