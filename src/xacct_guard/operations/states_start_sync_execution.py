"""Step Functions StartSyncExecution: run an Express state machine and wait for it."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Page, Start, Steps
from ..services.stepfunctions import machine_of
from ..span import Node
from . import Operation

_PAGE = Page.of("step-functions/latest/apireference", "API_StartSyncExecution.html")


def steps(caller: Caller, parameters: Node) -> Steps:
    """Start the execution; what the state machine does follows."""
    arn = parameters.text_at("StateMachineArn") or parameters.text_at("stateMachineArn")
    if arn is None:
        yield caller.unknown("start an execution", "ARN of the state machine", _PAGE)
        return
    yield caller.ask("start an execution", "states:StartSyncExecution", arn, _PAGE)
    yield Start(machine_of(arn), caller.span)


OPERATION = Operation("states:StartSyncExecution", steps)
