"""Asked: one request before all its layers."""

from __future__ import annotations

from dataclasses import dataclass

from ..graph.access_graph import AccessGraph
from ..iam.decision import Verdict
from ..iam.layers import Layers
from ..iam.policy import PolicyKind
from ..iam.request import Request
from ..iam.semantics import Semantics, semantics_of
from ..iam.voices import Voices, hear_all
from ..trace.decide import layers_of


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with its verdict, the layers that could have a say, and the voices of those that have."""

    request: Request
    verdict: Verdict
    graph: AccessGraph
    semantics: Semantics
    layers: Layers
    voices: Voices

    @classmethod
    def of(cls, request: Request, verdict: Verdict, graph: AccessGraph) -> Asked:
        """The request before the layers of the estate."""
        semantics, layers = (
            semantics_of(request.action, request.resource),
            layers_of(request, graph),
        )
        voices = hear_all(request, layers, semantics)
        return cls(request, verdict, graph, semantics, layers, voices)

    @property
    def kinds(self) -> tuple[PolicyKind, ...]:
        """The kinds of policy in evaluation order; a role's own policy is its trust policy."""
        carried = PolicyKind.TRUST if self.semantics.is_trust_policy else PolicyKind.RESOURCE
        before = (PolicyKind.SCP, PolicyKind.RCP, PolicyKind.ENDPOINT, carried)
        return (*before, PolicyKind.IDENTITY, PolicyKind.BOUNDARY, PolicyKind.SESSION)
