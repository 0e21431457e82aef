"""SageMaker monitoring schedule: creating it, and one of the processing jobs it starts."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Page, Steps
from ..iam.symbol import shown
from ..sagemaker.creation import Creation
from ..sagemaker.monitoring import run
from ..sagemaker.processing import keys_under
from ..span import Node
from . import Operation

_INSIDE = ("MonitoringScheduleConfig", "MonitoringJobDefinition")
_PAGE = Page.of("sagemaker/latest/dg", "model-monitor-scheduling.html")
KEYS = keys_under(
    cluster=(*_INSIDE, "MonitoringResources", "ClusterConfig"),
    output=(*_INSIDE, "MonitoringOutputConfig"),
    at=_INSIDE,
)
SCHEDULE = Creation(
    "monitoring schedule",
    "monitoring-schedule",
    "sagemaker:CreateMonitoringSchedule",
    "MonitoringScheduleName",
    KEYS,
)
_KINDS = ("data-quality", "model-quality", "model-bias", "model-explainability")


def steps(caller: Caller, parameters: Node) -> Steps:
    """Create the schedule, and run a job of the definition that it holds or names."""
    yield from SCHEDULE.asked(caller, parameters)
    definition = parameters.get(*_INSIDE) or _named(caller, parameters)
    if definition is None:
        name = parameters.text_at("MonitoringScheduleConfig", "MonitoringJobDefinitionName") or ""
        what = f"the job definition {shown(name)}"
        yield caller.unknown("run what is scheduled", what, _PAGE)
        return
    yield from run(caller, definition)


def _named(caller: Caller, parameters: Node) -> Node | None:
    """The definition of that name, if the estate holds it."""
    name = parameters.text_at("MonitoringScheduleConfig", "MonitoringJobDefinitionName") or ""
    for kind in _KINDS:
        held = caller.graph.resource(caller.arn("sagemaker", f"{kind}-job-definition/{name}"))
        if held is not None:
            return Node(held.facts, held.span)
    return None


OPERATION = Operation(SCHEDULE.action, steps)
