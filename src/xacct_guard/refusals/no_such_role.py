"""A role ARN that cannot exist: the role of that name is there under another path."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph.access_graph import AccessGraph
from ..graph.model import Role
from ..graph.step import Page, Step
from ..iam.symbol import shown
from . import Refusal

_NAMES_A_ROLE = ("sts:AssumeRole", "iam:PassRole")


def namesakes_in(step: Step, graph: AccessGraph) -> Iterator[tuple[str, Role]]:
    """The role ARNs of a step that are nobody's, each with the role that has the name."""
    asked = (step.resource,) if step.action in _NAMES_A_ROLE else ()
    for arn in (*asked, step.principal):
        if ":role/" in arn and arn not in graph.roles:
            yield from ((arn, role) for role in graph.namesakes(arn))


def says(step: Step, graph: AccessGraph) -> str | None:
    """Role names are unique in an account whatever the path, so only one of two such ARNs can exist."""
    for arn, role in namesakes_in(step, graph):
        return (
            f"`{shown(arn)}` does not exist: the role `{shown(role.name)}` has the path"
            f" `{shown(role.path)}`, so its ARN is `{shown(role.arn)}`"
        )
    return None


REFUSAL = Refusal(says, Page.of("IAM/latest/UserGuide", "reference_identifiers.html"))
