"""An AccessDenied message answered from the estate: does it refuse as well, and by the same policy?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..denial import Denial
from ..errors import ConfigError
from ..graph.access_graph import AccessGraph
from ..iam import reference
from ..iam.request import Principal
from ..iam.symbol import shown
from ..naming import principal_named, resource_named
from ..question import Circumstances, Question
from ..trace import AccessPath, Hop
from ..verdicts import HopVerdict
from ..words import hop_in_words
from ..words.kinds import KINDS
from .agreement import agreement_on, with_article
from .explanation import Explanation, explain

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
    agreement, remarks = agreement_on(denial, explanations)
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
        yield f"AWS names {with_article(KINDS[denial.kind])}"


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
    return f": a Deny of {with_article(named)}" if denial.explicit else f": no {named} allows it"
