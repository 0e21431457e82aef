"""GIVING: what may let a principal in whatever its own policies say, as far as these do not deny it.

A resource policy that names a principal of its own account, a trust policy that names a role and a grant on a
key need nothing beside them: an identity Deny that goes, or a boundary that grows, opens what they give.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-ident-vs-resource.html
"""

from __future__ import annotations

from collections.abc import Iterator

from ..graph.access_graph import AccessGraph
from ..graph.letting_in import letting_in
from ..iam.overlap import may_overlap
from ..iam.request import Context, Otherwise, Request
from ..trace.request import principal_of
from .focus import Focus
from .frame import Frame


def giving(principal: str, focus: Focus, graph: AccessGraph) -> Iterator[Frame]:
    """What to ask about everything of the estate that may let it in to something that the focus is about."""
    asking = Request(
        principal_of(principal), "*", "*", context=Context(otherwise=Otherwise.UNKNOWN)
    )
    for arn, owner, service in letting_in(asking, focus.resources, graph):
        actions = tuple(_of_service(focus.actions, service))
        if actions:
            yield Frame(actions, role=principal, resource=arn, owner=owner)


def _of_service(actions: tuple[str, ...], service: str) -> Iterator[str]:
    """The actions that may be of a service, as patterns of its actions alone."""
    for action in actions:
        vendor, colon, name = action.lower().partition(":")
        if not colon:
            yield f"{service}:*"
        elif may_overlap(vendor, service):
            yield f"{service}:{name}"
