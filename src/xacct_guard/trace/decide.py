"""DECIDE one step: would AWS allow it, by the policies of the estate?"""

from __future__ import annotations

from dataclasses import replace

from ..graph.access_graph import AccessGraph
from ..graph.step import Step
from ..iam.decide import decide
from ..iam.decision import Decision, Verdict
from ..iam.layers import Layer, Layers
from ..iam.policy import PolicyKind
from ..iam.request import Request
from ..iam.semantics import semantics_of
from ..iam.symbol import shown
from ..services import takes_policy
from .request import request_of


def missing(step: Step, graph: AccessGraph) -> Decision | None:
    """The refusal of a step that names a role which cannot exist: its name is taken under another path."""
    for arn in (
        step.resource if step.action in ("sts:AssumeRole", "iam:PassRole") else "",
        step.principal,
    ):
        if ":role/" not in arn or arn in graph.roles:
            continue
        for role in graph.namesakes(arn):
            return Decision(
                request_of(step, graph),
                Verdict.IMPLICIT_DENY,
                PolicyKind.TRUST if step.action == "sts:AssumeRole" else PolicyKind.IDENTITY,
                reason=f"`{shown(arn)}` does not exist: the role `{shown(role.name)}` has the path"
                f" `{shown(role.path)}`, so its ARN is `{shown(role.arn)}`",
            )
    return None


def answer(step: Step, graph: AccessGraph) -> Decision:
    """Would AWS allow this step?"""
    return decided(request_of(step, graph), graph)


def decided(request: Request, graph: AccessGraph) -> Decision:
    """Would AWS allow this request?"""
    semantics = semantics_of(request.action, request.resource)
    return decide(request, layers_of(request, graph), semantics)


def layers_of(request: Request, graph: AccessGraph) -> Layers:
    """The policies of the estate that have a say in a request."""
    layers = graph.layers(request, semantics_of(request.action, request.resource))
    return layers if takes_policy(request.resource) else replace(layers, resource=Layer())
