"""A role of another account than the thing that a service would do with it."""

from __future__ import annotations

from ..graph.access_graph import AccessGraph
from ..graph.step import Page, Step
from ..iam.arn import Arn
from ..iam.symbol import shown, surely_differ
from . import Refusal

_STRICT = frozenset(
    {
        *("events.amazonaws.com", "lambda.amazonaws.com", "pipes.amazonaws.com"),
        *("scheduler.amazonaws.com", "states.amazonaws.com"),
    }
)


def says(step: Step, _graph: AccessGraph) -> str | None:
    """A role is passed to these services when they are set up, and roles are passed at home only."""
    role = Arn.parse(step.resource)
    if step.action != "sts:AssumeRole" or step.principal not in _STRICT or role is None:
        return None
    if not surely_differ(role.account, step.account):
        return None
    return (
        f"`{shown(step.resource)}` is in account {role.account}: {step.principal} can only be handed a"
        f" role of its own account, {step.account}"
    )


REFUSAL = Refusal(says, Page.of("IAM/latest/UserGuide", "id_roles_use_passrole.html"))
