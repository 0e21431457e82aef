"""A state machine that runs: Step Functions takes on its role, and runs each task as that role.

Source: Step Functions developer guide, integrate-services.html.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..definitions.asl import MapRun, read_tasks
from ..graph.access_graph import AccessGraph
from ..graph.caller import Caller
from ..graph.key import key_arn
from ..graph.model import Resource
from ..graph.step import Page, Step, Steps
from ..iam.request import ContextValue
from ..services.stepfunctions import execution_of
from ..tasks import Machine, asked_by, definition_of, in_the_end, with_versions
from . import Started

_TRUST = Page.of("step-functions/latest/dg", "procedure-create-iam-role.html")
_LOGS = Page.of("step-functions/latest/dg", "cw-logs.html")
_TRACES = Page.of("step-functions/latest/dg", "concepts-xray-tracing.html")
_KEY = Page.of("step-functions/latest/dg", "encryption-at-rest.html")
_MAP = Page.of("step-functions/latest/dg", "iam-policies-eg-dms.html")
_ASIDE = (
    *("logs:GetLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery"),
    *("logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:DescribeResourcePolicies"),
    "logs:DescribeLogGroups",
)


def steps(machine: Resource, graph: AccessGraph) -> Steps:
    """Step Functions assumes the machine's role, and runs each task as that role."""
    role = machine.facts.get("role")
    if role is None or role.text is None:
        return
    service = Caller("states.amazonaws.com", machine.account, machine.region, role.span, graph)
    yield service.assumes(
        role.text,
        "states.amazonaws.com",
        _TRUST,
        sourcearn=machine.arn,
        sourceaccount=machine.account,
    )
    worker = service.at(role.text)
    yield from _around(machine, worker)
    definition = definition_of(machine, graph)
    if definition is None:
        yield worker.unknown("run its tasks", f"definition of {machine.place}", _TRUST)
        return
    every = tuple(read_tasks(definition))
    tasks = tuple(each for each in every if not isinstance(each, MapRun))
    worker = replace(worker, graph=in_the_end(tasks, worker))
    known = iter(with_versions(tasks, worker))
    for each in every:
        here = replace(worker, span=each.state.span)
        if isinstance(each, MapRun):
            yield from _map_run(each, machine, here)
        else:
            yield from asked_by(next(known), Machine(machine.arn, _type(machine)), here)


def _type(machine: Resource) -> str:
    said = machine.facts.get("type")
    return (said.text if said else None) or "STANDARD"


def _around(machine: Resource, worker: Caller) -> Iterator[Step]:
    """What a machine takes whatever its tasks are: its log, its traces, its key."""
    logging, tracing = machine.facts.get("logging"), machine.facts.get("tracing")
    if logging is not None and (logging.text_at("Level") or "OFF") != "OFF":
        # Checked when the machine is made: "not authorized to access the Log Destination" (_LOGS).
        yield worker.ask("have its log delivered", "logs:CreateLogDelivery", "*", _LOGS)
        for action in _ASIDE:
            yield worker.ask("look after the log", action, "*", _LOGS, optional=True)
    if tracing is not None and tracing.text_at("Enabled") == "true":
        for action in ("xray:PutTraceSegments", "xray:PutTelemetryRecords"):
            yield worker.ask("send traces", action, "*", _TRACES, optional=True)
    yield from _keys(machine, worker)


def _keys(machine: Resource, worker: Caller) -> Iterator[Step]:
    """The key that the machine's data are encrypted under; by what way it is asked, no page tells."""
    encryption = machine.facts.get("encryption")
    key = encryption.text_at("KmsKeyId") if encryption else None
    if key is None:
        return
    key = key_arn(key, machine.region, machine.account)
    name = "aws:states:stateMachineArn"
    context: dict[str, ContextValue] = {
        f"kms:encryptioncontext:{name.lower()}": machine.arn,
        "kms:encryptioncontextkeys": (name,),
    }
    for action in ("kms:GenerateDataKey", "kms:Decrypt"):
        step = worker.ask("encrypt the data of the execution", action, key, _KEY, context=context)
        yield replace(step, unknown=frozenset({"kms:viaservice", "aws:viaawsservice"}))


def _map_run(run: MapRun, machine: Resource, worker: Caller) -> Iterator[Step]:
    """Each iteration is an execution of the same machine, which its role starts and follows."""
    says = f"start the iterations of `{run.name}`"
    yield worker.ask(says, "states:StartExecution", machine.arn, _MAP)
    execution = execution_of(machine.arn)
    for action in ("states:DescribeExecution", "states:StopExecution"):
        yield worker.ask(f"follow `{run.name}`", action, execution, _MAP, optional=True)


STARTED = Started("states:stateMachine", steps)
