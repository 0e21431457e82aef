"""A Glue job that runs: Glue takes on its role, reads its script and does what `calls` says of it.

Source: Glue developer guide, create-an-iam-role.html and set-up-iam.html.
"""

from __future__ import annotations

from ..declared import calls_of
from ..graph.access_graph import AccessGraph
from ..graph.caller import Caller
from ..graph.model import Resource
from ..graph.step import SOMEWHERE, Page, Steps
from ..services import logs
from . import Started

_ROLE = Page.of("glue/latest/dg", "create-an-iam-role.html")
_SERVICE = "glue.amazonaws.com"


def steps(job: Resource, graph: AccessGraph) -> Steps:
    """The job as its role. Whether a connection puts it into a VPC is not followed: nothing is presumed."""
    said = job.facts.get("role")
    role = said.text if said else None
    if said is None or role is None:
        return
    service = Caller(_SERVICE, job.account, job.region, said.span, graph)
    role = service.role_named(role)  # Glue takes the name of a role as well (API_CreateJob.html)
    yield service.assumes(role, _SERVICE, _ROLE)
    worker = service.at(role, SOMEWHERE)
    command = job.facts.get("command")
    script = command.text_at("ScriptLocation") if command else None
    if script is not None and script.startswith("s3://"):
        target = f"arn:{worker.partition}:s3:::{script.removeprefix('s3://')}"
        yield worker.ask("read the script", "s3:GetObject", target, _ROLE)
    yield from logs.write("/aws-glue/jobs/output", worker, _ROLE)
    if job.arn not in graph.calls:
        yield worker.unknown("run the script", f"what the script of {job.place} asks for", _ROLE)
    yield from calls_of(job.arn, worker)


STARTED = Started("glue:job", steps)
