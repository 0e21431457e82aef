"""An AccessDenied message answered from the estate: does it refuse as well, and by the same policy?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..denial import Denial
from ..errors import ConfigError
from ..graph.access_graph import AccessGraph
from ..iam import reference
from ..iam.decision import Verdict
from ..iam.policy import PolicyKind
from ..iam.request import Principal
from ..iam.symbol import shown
from ..naming import principal_named, resource_named
from ..question import Circumstances, Question
from ..trace import AccessPath, Hop
from ..verdicts import HopVerdict
from ..words import KINDS, hop_in_words
from .explanation import Explanation, explain
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
_MANY = 10


@dataclass(frozen=True, slots=True)
class Reply:
    """What a message says, and what the estate says to it.

    `agreement` is `agrees`, `disagrees` or `cannot tell`; `remarks` say why, what matters first.
    `explanations` has one for each action that the message may be about. What it leaves out is in
    `missing`, how to learn it in `ways`; `similar` are denied requests of the pipelines that fit.
    """

    denial: Denial
    agreement: str
    remarks: tuple[str, ...]
    explanations: tuple[Explanation, ...] = ()
    missing: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    similar: tuple[HopVerdict, ...] = ()

    @property
    def denied(self) -> bool:
        """Does the estate refuse what the message is about?"""
        return any(one.denied for one in self.explanations)


def reply_to(
    denial: Denial,
    graph: AccessGraph,
    paths: Iterable[AccessPath] = (),
    circumstances: Circumstances | None = None,
) -> Reply:
    """Decide what the message is about, and set AWS's reason against the estate's."""
    who, what, lost = _parties(denial, graph)
    similar = tuple(map(hop_in_words, _similar(denial, who, what, paths)))
    if who is None or what is None or not denial.actions:
        named = {"principal": who, "action": denial.actions, "resource": what}
        missing = tuple(name for name, value in named.items() if not value)
        remarks = (*lost, *_meaning(denial), *_unnamed(denial))
        return Reply(
            denial,
            "cannot tell",
            remarks,
            missing=missing,
            ways=denial.ways_to_learn,
            similar=similar,
        )
    told = _circumstances(denial, circumstances or Circumstances())
    explanations = tuple(
        explain(Question(who, action, what, told), graph) for action in denial.actions
    )
    agreement, remarks = _compared(denial, explanations)
    return Reply(denial, agreement, (*remarks, *_meaning(denial)), explanations, similar=similar)


def _parties(
    denial: Denial, graph: AccessGraph
) -> tuple[Principal | None, str | None, tuple[str, ...]]:
    """Who and what, as the estate calls them; what cannot be found, in words."""
    who: Principal | None = None
    what: str | None = None
    lost: list[str] = []
    try:
        who = principal_named(denial.principal, graph) if denial.principal else None
    except ConfigError as error:
        lost.append(_lost(error))
    try:
        what = resource_named(_asked(denial) or "", graph) if _asked(denial) else None
    except ConfigError as error:
        lost.append(_lost(error))
    return who, what, tuple(lost)


def _lost(error: ConfigError) -> str:
    return f"{error.message}: {error.help}" if error.help else error.message


def _asked(denial: Denial) -> str | None:
    """The resource; an action that takes none is asked of `*`."""
    if denial.resource is not None or not denial.actions:
        return denial.resource
    known = [reference.action(action) for action in denial.actions]
    return "*" if all(one is not None and not one.resource_types for one in known) else None


def _circumstances(denial: Denial, told: Circumstances) -> Circumstances:
    """What somebody said of the request, then what the event tells."""
    said = told.values.keys() | told.absent | told.unknown
    of_event = {key: value for key, value in denial.context.items() if key not in said}
    return replace(told, values={**of_event, **told.values})


def _meaning(denial: Denial) -> Iterator[str]:
    if denial.means:
        yield denial.means
    if denial.policy:
        yield f"AWS names the policy: `{denial.policy}`"


def _unnamed(denial: Denial) -> Iterator[str]:
    if denial.kind is not None:
        yield f"AWS names {_article(KINDS[denial.kind])}"


def _article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _compared(denial: Denial, explanations: tuple[Explanation, ...]) -> tuple[str, tuple[str, ...]]:
    """Whether AWS and the estate agree: for several possible actions, whether any of them does."""
    each = [_compare(denial, one) for one in explanations]
    for wanted in ("agrees", "cannot tell"):
        for agreement, remark in each:
            if agreement == wanted:
                return agreement, remark
    return each[0]


def _compare(denial: Denial, explained: Explanation) -> tuple[str, tuple[str, ...]]:
    hop = explained.hop
    if denial.kind is None:
        return _without_reason(explained)
    named = KINDS[denial.kind]
    said = _layers_of(denial.kind, explained.layers)
    if denial.kind in _GATES and all(one.says in ("none", "not given", "not held") for one in said):
        lacking = f"AWS names {_article(named)}, and the estate holds none"
        return "disagrees", (f"{lacking}: {_WHERE_TO_GIVE[denial.kind]}", *_ours(hop))
    if hop.verdict == Verdict.ALLOW:
        return "disagrees", (
            f"AWS names {_article(named)}, and the estate allows the request: what is deployed is"
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
            f"AWS names {_article(named)}, and the estate's allows the request: what is deployed is"
            " not what is here",
            *_ours(hop),
        )
    return "cannot tell", (
        f"AWS names {_article(named)}, and the estate's leaves it open: what it depends on was"
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
            f"AWS names a Deny of {_article(named)}, and none of the estate's applies: what is"
            " deployed is not what is here",
            *_ours(hop),
        )
    if not denies and not silent:
        return "disagrees", (
            f"AWS names {_article(named)}, and the estate's allows the request: what is deployed is"
            " not what is here",
            *_ours(hop),
        )
    if any(one.kind == hop.denied_by for one in said):
        return "agrees", (f"the {named} refuses it here as well",)
    return "agrees", (
        f"AWS names {_article(named)}, and the estate's refuses it too; AWS names one kind only, and"
        " this is to be mended as well",
        *_ours(hop),
    )


def _similar(
    denial: Denial, who: Principal | None, what: str | None, paths: Iterable[AccessPath]
) -> Iterator[Hop]:
    """Denied requests of the pipelines that fit what the message says, each once."""
    seen: set[tuple[str, str, str]] = set()
    for hop in (hop for path in paths for hop in (*path.hops, *path.optional, *path.beyond)):
        key = (hop.step.principal, hop.step.action, hop.step.resource)
        if key in seen or not hop.decision.verdict.denied or len(seen) == _MANY:
            continue
        if _fits(hop, denial, who, what):
            seen.add(key)
            yield hop


def _fits(hop: Hop, denial: Denial, who: Principal | None, what: str | None) -> bool:
    request = hop.decision.request
    same_who = who is None or (who.role or who.arn) == (
        request.principal.role or hop.step.principal
    )
    actions = {action.lower() for action in denial.actions}
    same_action = not actions or request.action.lower() in actions
    same_what = what is None or hop.step.resource.partition("/")[0] == what.partition("/")[0]
    return same_who and same_action and same_what and _may_answer(denial.service, request.service)


def _may_answer(service: str | None, asked: str) -> bool:
    """May this service have printed the refusal? S3 also tells what its keys refuse."""
    return service in (None, asked) or (service == "s3" and asked == "kms")


def spoken(denial: Denial) -> str:
    """What AWS says, in one sentence of ours."""
    if not (denial.principal or denial.actions or denial.resource):
        return f"access denied{_because(denial)}"
    who = f"`{shown(denial.principal)}`" if denial.principal else "somebody"
    actions = " or ".join(f"`{action}`" for action in denial.actions) or "something"
    on = f" on `{denial.resource}`" if denial.resource else ""
    return f"{who} may not {actions}{on}{_because(denial)}"


def _because(denial: Denial) -> str:
    if denial.kind is None:
        return ""
    named = KINDS[denial.kind]
    return f": a Deny of {_article(named)}" if denial.explicit else f": no {named} allows it"
