"""A monitoring schedule of SageMaker: at each time it starts a processing job as its definition's role."""

from __future__ import annotations

from ..graph.access_graph import AccessGraph
from ..graph.caller import Caller
from ..graph.model import Resource
from ..graph.step import Page, Steps
from ..sagemaker.execution_role import SERVICE, nobody, taken_on
from ..sagemaker.monitoring import definition_in, work
from . import Started

_PAGE = Page.of("sagemaker/latest/dg", "model-monitor-scheduling.html")


def steps(schedule: Resource, graph: AccessGraph) -> Steps:
    """SageMaker takes on the role that was passed with the definition, and runs one of its jobs."""
    config = schedule.facts.get("config")
    span = config.span if config else schedule.span
    service = Caller(SERVICE, schedule.account, schedule.region, span, graph)
    definition = definition_in(config, service) if config else None
    if definition is None:
        what = f"the job definition of {schedule.place}"
        yield service.unknown("run what is scheduled", what, _PAGE)
        return
    role = definition.text_at("RoleArn")
    if role is None:
        yield nobody(service, "monitoring job", _PAGE)
        return
    yield taken_on(service, role, None)
    yield from work(service, definition, role)


STARTED = Started("sagemaker:monitoring-schedule", steps)
