"""CodePipeline invoke action: AWS Step Functions."""

from __future__ import annotations

from ..artifacts import read_inputs, write_outputs
from ..graph.action_run import ActionRun
from ..graph.step import Page, Start, Steps
from ..iam.symbol import Symbol
from . import ActionProvider

_PAGE = Page.of("codepipeline/latest/userguide", "action-reference-StepFunctions.html")


def steps(run: ActionRun) -> Steps:
    """Start an execution and follow it; the input artifact is read only with `InputType: FilePath`."""
    caller = run.caller
    machine = run.setting("StateMachineArn") or ""
    if run.setting("InputType") == "FilePath":
        yield from read_inputs(run, caller)
    yield caller.ask("look up the state machine", "states:DescribeStateMachine", machine, _PAGE)
    yield caller.ask("start an execution", "states:StartExecution", machine, _PAGE)
    yield Start(machine, run.action.span)
    execution = _execution(machine, run.setting("ExecutionNamePrefix") or "")
    yield caller.ask("follow the execution", "states:DescribeExecution", execution, _PAGE)
    yield from write_outputs(run, caller)


def _execution(machine: str, prefix: str) -> str:
    """The ARN of an execution of this state machine; the end of its name is made by CodePipeline."""
    name = f"{prefix}{Symbol('name of the execution')}"
    return f"{machine.replace(':stateMachine:', ':execution:', 1)}:{name}"


PROVIDER = ActionProvider(("Invoke",), "AWS", "StepFunctions", steps)
