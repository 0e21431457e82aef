"""SageMaker monitoring schedule: creating it, and one of the processing jobs it starts."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Page, Steps
from ..iam.symbol import shown
from ..sagemaker.creation import Creation
from ..sagemaker.monitoring import definition_in, run
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


def steps(caller: Caller, parameters: Node) -> Steps:
    """Create the schedule, and run a job of the definition that it holds or names."""
    yield from SCHEDULE.asked(caller, parameters)
    schedule = parameters.get("MonitoringScheduleConfig")
    definition = definition_in(schedule, caller) if schedule else None
    if definition is None:
        name = schedule.text_at("MonitoringJobDefinitionName") if schedule else None
        what = f"the job definition {shown(name or '')}"
        yield caller.unknown("run what is scheduled", what, _PAGE)
        return
    yield from run(caller, definition)


OPERATION = Operation(SCHEDULE.action, steps)
