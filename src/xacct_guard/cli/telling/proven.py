"""Proofs as plain values, for programs."""

from __future__ import annotations

from ...finding import Evidence
from ...grants.against import Against
from ...grants.breadth import Breadth
from ...grants.circumstances import Looser
from ...grants.contained import Containment
from ...grants.prove import Proof
from ...grants.spare import Spare
from ...iam.compare import CannotTell, NoNewAccess, Witness
from ...iam.request import Request
from ...iam.symbol import shown
from ...report.json import Members, evidence_members
from ...trace import Hop


def proof_members(proof: Proof) -> Members:
    """What was proved, how, and what stands against it."""
    return {
        "sufficient": proof.sufficient,
        "contained": proof.contained,
        "necessary": proof.necessary,
        "required_requests": proof.required,
        "denied": [_refused(hop) for hop in proof.lacking],
        "unknown": [_refused(hop) for hop in proof.open],
        "superfluous": [_spare(one) for one in proof.spare or ()],
        "broader": [_broad(one) for one in proof.broad],
        "policies": [_containment(one) for one in proof.containments],
        "beyond_what_is_traced": [
            {
                "principal": shown(excess.principal),
                "action": excess.action,
                "resource": shown(excess.resource),
                "verdict": "allow" if excess.certain else "unknown",
            }
            for excess in proof.excess
        ],
        "other_circumstances": [_looser(one) for one in proof.looser],
        "method": method_members(proof),
        "beside_policies_in_force": _beside(proof.beside) if proof.beside else None,
    }


def method_members(proof: Proof) -> Members:
    """How each claim was shown, and over what."""
    universe = proof.universe
    return {
        "sufficient": "exhaustive",
        "necessary": None if proof.spare is None else "exhaustive",
        "contained": proof.method,
        "proved": sum(isinstance(one.said, NoNewAccess) for one in proof.containments),
        "refuted": len(proof.beyond),
        "cannot_tell": len(proof.untold),
        "principals": len(universe.principals),
        "actions": len(universe.actions),
        "resources": len(universe.resources),
        "triples": sum(1 for _ in universe.triples()),
    }


def request_members(request: Request) -> Members:
    """A request that somebody could make."""
    return {
        "principal": shown(request.principal.role or request.principal.arn),
        "action": request.action,
        "resource": shown(request.resource),
        "context": {
            key: held if isinstance(held, str) else list(held)
            for key, held in sorted(request.context.values.items())
        },
    }


def _containment(one: Containment) -> Members:
    said = one.said
    return {
        "attached_to": shown(one.of),
        "kind": one.kind.value,
        "verdict": _VERDICTS[type(said)],
        "by_themselves": one.alone,
        "witness": request_members(said.request) if isinstance(said, Witness) else None,
        "because": shown(said.construct) if isinstance(said, CannotTell) else None,
    }


_VERDICTS = {NoNewAccess: "contained", Witness: "not_contained", CannotTell: "cannot_tell"}


def _beside(one: Against) -> Members:
    return {
        "adds": [request_members(each.request) for each in one.added],
        "takes_away": [_containment(each) for each in one.taken],
        "cannot_tell": [shown(each.construct) for each in one.untold],
    }


def _spare(one: Spare) -> Members:
    return {
        "policy": shown(one.policy.name),
        "sid": one.statement.sid,
        "element": one.element or "Statement",
        "entry": shown(one.entry.text) if one.entry else None,
        "location": evidence_members(
            Evidence(one.entry.span if one.entry else one.statement.span, "")
        ),
    }


def _broad(one: Breadth) -> Members:
    return {
        "policy": shown(one.policy.name),
        "sid": one.statement.sid,
        "element": one.element,
        "entry": shown(one.entry.text),
        "asked_for": [shown(each) for each in one.asked],
        "stands_for": one.count if one.unasked else None,
        "not_asked_for": list(one.unasked),
        "location": evidence_members(Evidence(one.entry.span, "")),
    }


def _looser(one: Looser) -> Members:
    return {
        "principal": shown(one.principal),
        "action": one.action,
        "resource": shown(one.resource),
        "key": one.key,
        "has": one.held if isinstance(one.held, str) else list(one.held),
        "passes_without": one.without,
    }


def _refused(hop: Hop) -> Members:
    return {
        "principal": shown(hop.step.principal),
        "action": hop.step.action,
        "resource": shown(hop.decision.request.resource),
        "because": shown(hop.decision.reason),
    }
