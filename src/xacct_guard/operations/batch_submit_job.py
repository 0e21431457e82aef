"""Batch SubmitJob: the queue and the definition of the job are asked for."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Page, Steps
from ..iam.symbol import Symbol, shown
from ..span import Node
from . import Integration, Operation

_PAGE = Page.of("batch/latest/APIReference", "API_SubmitJob.html")
_SYNC = Page.of("step-functions/latest/dg", "connect-batch.html")


def steps(caller: Caller, parameters: Node) -> Steps:
    """Submit the job. The roles it runs as are in its definition, of which nothing is read."""
    for kind, name in (("job-queue", "JobQueue"), ("job-definition", "JobDefinition")):
        said = parameters.text_at(name) or str(Symbol(f"{name} of the Batch job"))
        arn = said if said.startswith("arn:") else caller.arn("batch", f"{kind}/{said}")
        yield caller.ask("submit the job", "batch:SubmitJob", arn, _PAGE)
    definition = parameters.text_at("JobDefinition") or "a job"
    yield caller.unknown("run the job", f"what Batch job {definition} asks for", _PAGE)


def _job(queue: str) -> str:
    """The job that was submitted: its id is drawn (batch/latest/APIReference/API_TerminateJob.html)."""
    home, _, which = queue.partition(":job-queue/")
    return f"{home}:job/{Symbol(f'job in {shown(which)}')}"


OPERATION = Operation(
    "batch:SubmitJob",
    steps,
    Integration(
        _SYNC,
        aside=("batch:DescribeJobs", "batch:TerminateJob"),
        rule="StepFunctionsGetEventsForBatchJobsRule",
        of=_job,
    ),
)
