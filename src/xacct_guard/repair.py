"""What is the smallest change that lets a denied hop pass, and on which side must it be made?"""

from __future__ import annotations

import json
from dataclasses import dataclass

from .finding import Fix, Safety
from .graph.access_graph import AccessGraph
from .graph.link import of_aws
from .graph.model import Role
from .graph.step import Step
from .iam.decision import LayerOutcome, Verdict
from .iam.policy import PolicyKind
from .iam.symbol import shown
from .iam.truth import Truth
from .span import Span
from .trace import Hop

_GRANTS = (PolicyKind.IDENTITY, PolicyKind.RESOURCE, PolicyKind.TRUST)


@dataclass(frozen=True, slots=True)
class Change:
    """A statement to add, and the policy (or what should carry one) where it belongs."""

    kind: PolicyKind
    where: str
    at: Span | None
    statement: str


def repair(hop: Hop, graph: AccessGraph) -> Fix | None:
    """The change that would allow a hop that no policy allows; None where a Deny or a gate is in the way."""
    changes = changes_for(hop, graph)
    if not changes:
        return _narrower(hop)
    first, further = changes[0], changes[1:]
    also = "".join(f"; and the {change.kind.value} policy of {change.where}" for change in further)
    return Fix(
        summary=f"allow it in the {first.kind.value} policy of {first.where}{also}",
        safety=Safety.UNSAFE,
        statement="\n".join(change.statement for change in changes),
        at=first.at,
    )


def changes_for(hop: Hop, graph: AccessGraph) -> tuple[Change, ...]:
    """One change for each side that has to say yes and does not."""
    decision = hop.decision
    if decision.verdict is not Verdict.IMPLICIT_DENY or decision.denied_by not in _GRANTS:
        return ()
    silent = {o.kind for o in decision.outcomes if o.kind in _GRANTS and o.allows is Truth.NO}
    sides = _sides_needed(hop, silent)
    return tuple(_change(kind, hop, graph) for kind in _GRANTS if kind in sides)


def _sides_needed(hop: Hop, silent: set[PolicyKind]) -> set[PolicyKind]:
    """Across accounts both sides must allow; at home the side that denied is enough."""
    request = hop.decision.request
    if request.principal.account in (None, request.resource_account):
        return {hop.decision.denied_by} if hop.decision.denied_by else set()
    return silent | ({hop.decision.denied_by} if hop.decision.denied_by else set())


def _change(kind: PolicyKind, hop: Hop, graph: AccessGraph) -> Change:
    step = hop.step
    allow: dict[str, object] = {"Effect": "Allow"}
    if kind is not PolicyKind.IDENTITY:
        service = hop.decision.request.principal.account is None
        allow["Principal"] = {"Service" if service else "AWS": shown(step.principal)}
    allow["Action"] = step.action
    if kind is not PolicyKind.TRUST:
        allow["Resource"] = (
            "*"
            if step.action.startswith("kms:") and kind is PolicyKind.RESOURCE
            else shown(step.resource)
        )
    if step.action == "iam:PassRole":
        allow["Condition"] = {
            "StringEquals": {"iam:PassedToService": step.context.get("iam:passedtoservice")}
        }
    where, at = _place(kind, hop, graph)
    return Change(kind, where, at, json.dumps(allow, indent=2))


def _place(kind: PolicyKind, hop: Hop, graph: AccessGraph) -> tuple[str, Span | None]:
    """The policy that should say it, or the role or resource that has none."""
    step = hop.step
    if kind is PolicyKind.IDENTITY:
        role = graph.roles.get(step.principal)
        return (role.place if role and role.place else shown(step.principal)), _home(role, step)
    if kind is PolicyKind.TRUST:
        role = graph.roles.get(step.resource)
        at = (role.trust.span if role.trust else role.span) if role else None
        return (role.place if role and role.place else shown(step.resource)), at
    resource = graph.resource(step.resource)
    at = (resource.policy.span if resource.policy else resource.span) if resource else None
    return (resource.place if resource and resource.place else shown(step.resource)), at


def _home(role: Role | None, step: Step) -> Span | None:
    """The role's own policy that speaks of the same service, or its only one; else the role itself."""
    if role is None:
        return None
    ours = [policy for policy in role.identity if not of_aws(policy)]
    service = step.action.partition(":")[0] + ":"
    alike = [
        p for p in ours if any(w.text.startswith(service) for s in p.statements for w in s.actions)
    ]
    if alike or len(ours) == 1:
        return (alike or ours)[0].span
    return role.span


def _narrower(hop: Hop) -> Fix | None:
    """Where a statement denies it: that statement would have to leave this request out."""
    denying = (o for o in hop.decision.outcomes if o.denies is Truth.YES)
    outcome: LayerOutcome | None = next(denying, None)
    if outcome is None or not outcome.deciding:
        return None
    at = outcome.deciding[0].span
    return Fix(
        f"leave this request out of the Deny of the {outcome.kind.value} policy {outcome.name}",
        at=at,
    )
