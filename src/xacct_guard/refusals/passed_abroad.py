"""A role of another account than whoever passes it: roles are passed at home only."""

from __future__ import annotations

from ..graph.access_graph import AccessGraph
from ..graph.step import Page, Step
from ..iam.arn import Arn
from ..iam.symbol import shown, surely_differ
from . import Refusal


def says(step: Step, _graph: AccessGraph) -> str | None:
    """The account of the role is not that of the session that passes it."""
    asking, role = Arn.parse(step.principal), Arn.parse(step.resource)
    if step.action != "iam:PassRole" or asking is None or role is None:
        return None
    if not surely_differ(asking.account, role.account):
        return None
    if not (asking.account.isdecimal() and role.account.isdecimal()):
        return None
    return (
        f"cross-account pass role is not allowed: `{shown(step.resource)}` is in account"
        f" {role.account}, and `{shown(step.principal)}`, who passes it, in {asking.account}"
    )


REFUSAL = Refusal(says, Page.of("IAM/latest/UserGuide", "id_roles_use_passrole.html"))
