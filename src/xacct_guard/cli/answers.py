"""Answers as plain values, for programs: the shape of a hop, and what explains it."""

from __future__ import annotations

from ..report.json import (
    Members,
    assumption_members,
    evidence_members,
    fix_members,
    hop_members,
)
from ..who_can import Reach, Reaching
from ..why import Explanation, LayerSaid, Reply


def explanation_members(explanation: Explanation) -> Members:
    """A hop, its layers, what would allow it, and what it drags along."""
    fix = explanation.fix
    return {
        **hop_members(explanation.hop),
        "layers": [_layer(layer) for layer in explanation.layers],
        "fix": fix_members(fix) if fix else None,
        "implied": [explanation_members(further) for further in explanation.drags],
        "notes": list(explanation.notes),
        "assumptions": [assumption_members(one) for one in explanation.assumptions],
    }


def reply_members(reply: Reply) -> Members:
    """What the message says, and what the estate says to it."""
    denial = reply.denial
    return {
        "message": {
            "form": denial.form,
            "principal": denial.principal,
            "actions": list(denial.actions),
            "resource": denial.resource,
            "denied_by": denial.kind.value if denial.kind else None,
            "explicit": denial.explicit,
            "policy": denial.policy,
            "operation": denial.operation,
            "context": dict(denial.context),
            "encoded": denial.encoded,
        },
        "agreement": reply.agreement,
        "remarks": list(reply.remarks),
        "requests": [explanation_members(one) for one in reply.explanations],
        "missing": list(reply.missing),
        "to_learn_it": list(reply.ways),
        "similar": [hop_members(hop) for hop in reply.similar],
    }


def reaching_members(reaching: Reaching) -> Members:
    """Everybody who may."""
    return {
        "action": reaching.action,
        "resource": reaching.resource,
        "principals": [_reach(reach) for reach in reaching.reaches],
        "assumptions": [assumption_members(one) for one in reaching.assumptions],
        **({"refused": reaching.refused} if reaching.refused else {}),
        **({"note": reaching.note} if reaching.note else {}),
    }


def _reach(reach: Reach) -> Members:
    return {
        "kind": reach.kind,
        "called": reach.called,
        "principal": reach.principal,
        "action": reach.action,
        "certainty": "may" if reach.certain else "may_if",
        "conditions": list(reach.conditions),
        "depends_on": list(reach.depends_on),
        "evidence": [evidence_members(one) for one in reach.evidence],
        "through": [_reach(further) for further in reach.through],
    }


def _layer(layer: LayerSaid) -> Members:
    missed = layer.missed
    return {
        "kind": layer.kind.value,
        "title": layer.title,
        "says": layer.says,
        "because": layer.because,
        "evidence": [evidence_members(one) for one in layer.evidence],
        "nearest": {
            "element": missed.element,
            "says": missed.wanted,
            "request_has": missed.got,
            "at": evidence_members(missed.evidence),
        }
        if missed
        else None,
    }
