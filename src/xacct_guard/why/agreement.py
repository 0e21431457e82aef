"""AWS's reason for a refusal against the estate's: do the two agree?"""

from __future__ import annotations

from ..denial import Denial
from ..iam.decision import Verdict
from ..iam.policy import PolicyKind
from ..verdicts import HopVerdict
from ..words.kinds import KINDS
from .explanation import Explanation
from .layer import LayerSaid

_GATES = (
    PolicyKind.SCP,
    PolicyKind.RCP,
    PolicyKind.ENDPOINT,
    PolicyKind.BOUNDARY,
    PolicyKind.SESSION,
)
_WHERE_TO_GIVE = {
    PolicyKind.SCP: "give it under the account's `controls: scps:`",
    PolicyKind.RCP: "give it under the account's `controls: rcps:`",
    PolicyKind.ENDPOINT: "give it under `network:`",
    PolicyKind.BOUNDARY: "the role in the account has one that the template does not set",
    PolicyKind.SESSION: "whoever assumed the role passed one, which no template holds",
}


def agreement_on(
    denial: Denial, explanations: tuple[Explanation, ...]
) -> tuple[str, tuple[str, ...]]:
    """Whether AWS and the estate agree: for several possible actions, whether any of them does."""
    each = [_compare(denial, one) for one in explanations]
    for wanted in ("agrees", "cannot tell"):
        for agreement, remark in each:
            if agreement == wanted:
                return agreement, remark
    return each[0]


def _compare(denial: Denial, explained: Explanation) -> tuple[str, tuple[str, ...]]:
    hop = explained.hop
    if denial.kind is None or not explained.layers:  # a role that cannot exist has no layers
        return _without_reason(explained)
    named = KINDS[denial.kind]
    said = _layers_of(denial.kind, explained.layers)
    if denial.kind in _GATES and all(one.says in ("none", "not given", "not held") for one in said):
        lacking = f"AWS names {with_article(named)}, and the estate holds none"
        return "disagrees", (f"{lacking}: {_WHERE_TO_GIVE[denial.kind]}", *_ours(hop))
    if hop.verdict == Verdict.ALLOW:
        return "disagrees", (
            f"AWS names {with_article(named)}, and the estate allows the request: what is deployed is"
            " not what is here, or the request was made in other circumstances",
        )
    if hop.verdict == Verdict.UNKNOWN:
        return _against_unknown(named, said, hop)
    return _against_denial(denial, named, said, hop)


def _layers_of(kind: PolicyKind, layers: tuple[LayerSaid, ...]) -> tuple[LayerSaid, ...]:
    """The layers of a kind; a trust policy is also called resource-based."""
    carried = (PolicyKind.RESOURCE, PolicyKind.TRUST)
    kinds = carried if kind in carried else (kind,)
    return tuple(one for one in layers if one.kind in kinds)


def _without_reason(explained: Explanation) -> tuple[str, tuple[str, ...]]:
    hop = explained.hop
    if hop.outcome == "deny":
        return "agrees", _ours(hop)
    if explained.denied:
        refused = next(one.hop for one in explained.drags if one.denied)
        return "agrees", (f"what the request drags along is refused: {refused.in_one_line}",)
    if hop.outcome == "allow":
        return "disagrees", (
            "the estate allows the request: what is deployed is not what is here, or the request was"
            " made in other circumstances",
        )
    return "cannot tell", _ours(hop)


def _ours(hop: HopVerdict) -> tuple[str, ...]:
    verdict = {"allow": "allows it", "unknown": "cannot tell"}.get(hop.verdict, "refuses it")
    return (f"the estate {verdict}: {hop.because}",)


def _against_unknown(
    named: str, said: tuple[LayerSaid, ...], hop: HopVerdict
) -> tuple[str, tuple[str, ...]]:
    if all(one.says == "allows" for one in said):
        return "disagrees", (
            f"AWS names {with_article(named)}, and the estate's allows the request: what is deployed is"
            " not what is here",
            *_ours(hop),
        )
    return "cannot tell", (
        f"AWS names {with_article(named)}, and the estate's leaves it open: what it depends on was"
        " against the request",
        *_ours(hop),
    )


def _against_denial(
    denial: Denial, named: str, said: tuple[LayerSaid, ...], hop: HopVerdict
) -> tuple[str, tuple[str, ...]]:
    denies = any(one.says == "denies" for one in said)
    silent = any(one.says in ("silent", "none") for one in said)
    if denial.explicit and not denies:
        return "disagrees", (
            f"AWS names a Deny of {with_article(named)}, and none of the estate's applies: what is"
            " deployed is not what is here",
            *_ours(hop),
        )
    if not denies and not silent:
        return "disagrees", (
            f"AWS names {with_article(named)}, and the estate's allows the request: what is deployed is"
            " not what is here",
            *_ours(hop),
        )
    if any(one.kind == hop.denied_by for one in said):
        return "agrees", (f"the {named} refuses it here as well",)
    return "agrees", (
        f"AWS names {with_article(named)}, and the estate's refuses it too; AWS names one kind only, and"
        " this is to be mended as well",
        *_ours(hop),
    )


def with_article(noun: str) -> str:
    """A policy kind behind its article."""
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
