"""One file per kind of resource that makes requests of its own once it is started.

A file exports `STARTED`. Whatever starts it (a pipeline action, a task, a declared call) gives a `Start`
with its ARN, and what it then asks for follows in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from .. import catalogue
from ..graph.access_graph import AccessGraph
from ..graph.model import Resource
from ..graph.step import SOMEWHERE, Page, Start, Step, Steps
from ..iam.arn import Arn
from ..iam.symbol import Symbol, shown

_PAGE = Page.of("codepipeline/latest/userguide", "how-to-custom-role.html")


@dataclass(frozen=True, slots=True)
class Started:
    """A kind of resource by its type (`states:stateMachine`); `steps` gets one and the estate."""

    type: str
    steps: Callable[[Resource, AccessGraph], Steps]


@cache
def kinds() -> Mapping[str, Started]:
    """What can be started, by resource type."""
    found: tuple[Started, ...] = catalogue.entries(__name__, "STARTED")
    return {started.type: started for started in found}


def steps_of(start: Start, graph: AccessGraph) -> Iterable[Step | Start]:
    """What follows a start: the requests of the resource, if the estate holds it."""
    if start.follows is not None:
        return start.follows
    resource = graph.resource(start.arn)
    kind = kinds().get(resource.type) if resource else None
    if resource is None or kind is None:
        return (_not_held(start),)
    return (_placed(step, start) for step in kind.steps(resource, graph))


def _placed(step: Step | Start, start: Start) -> Step | Start:
    """The step from where its starter puts it, if the resource itself does not tell where it stands."""
    if isinstance(step, Start) or start.stand is None or step.stand != SOMEWHERE:
        return step
    return replace(step, stand=start.stand)


def _not_held(start: Start) -> Step:
    """What a resource does that the estate does not hold is unknown, and says so."""
    what = str(Symbol(f"what {shown(start.arn)} does"))
    arn = Arn.parse(start.arn)
    account, region = (arn.account, arn.region) if arn else ("", "")
    return Step("what is started goes on", what, what, what, account, region, _PAGE, start.span)
