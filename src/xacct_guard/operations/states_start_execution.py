"""Step Functions StartExecution: start a state machine of the caller's own account."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Page, Start, Steps
from ..services.stepfunctions import execution_of, machine_of
from ..span import Node
from . import Integration, Operation

_PAGE = Page.of("step-functions/latest/apireference", "API_StartExecution.html")
_SYNC = Page.of("step-functions/latest/dg", "connect-stepfunctions.html")


def steps(caller: Caller, parameters: Node) -> Steps:
    """Start the execution; what the state machine does follows."""
    arn = parameters.text_at("StateMachineArn") or parameters.text_at("stateMachineArn")
    if arn is None:
        yield caller.unknown("start an execution", "ARN of the state machine", _PAGE)
        return
    yield caller.ask("start an execution", "states:StartExecution", arn, _PAGE)
    yield Start(machine_of(arn), caller.span)


OPERATION = Operation(
    "states:StartExecution",
    steps,
    Integration(
        _SYNC,
        sync=("states:DescribeExecution",),
        aside=("states:StopExecution",),
        rule="StepFunctionsGetEventsForStepFunctionsExecutionRule",
        of=execution_of,
    ),
)
