"""One request explained: the verdict, layer by layer, what it drags along, and what would allow it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..finding import Fix
from ..graph.access_graph import AccessGraph
from ..graph.step import Step
from ..iam import reference
from ..iam.action import no_such_action
from ..iam.decision import Verdict
from ..iam.symbol import shown
from ..question import Question, ask
from ..repair import repair
from ..services import implied
from ..trace import Hop
from ..verdicts import Assumption, HopVerdict
from ..words import hop_in_words
from .layer import LayerSaid, layers_said


@dataclass(frozen=True, slots=True)
class Explanation:
    """A question answered. `drags` are the requests that this one drags along, decided as well."""

    hop: HopVerdict
    layers: tuple[LayerSaid, ...]
    fix: Fix | None
    drags: tuple[Explanation, ...] = ()
    notes: tuple[str, ...] = ()
    assumptions: tuple[Assumption, ...] = ()

    @property
    def denied(self) -> bool:
        """Would AWS refuse it, for itself or for what it drags along?"""
        return self.hop.outcome == "deny" or any(further.denied for further in self.drags)


def explain(question: Question, graph: AccessGraph) -> Explanation:
    """Why a request is allowed, denied or undecided, with the requests that it drags along."""
    asked, notes = _spelled(question)
    explained = _explain(asked, graph, "asked")
    hop = ask(asked, graph)
    drags = tuple(
        _explain(_dragged(asked, step), graph, shown(step.says))
        for step in implied(hop.step, graph)
    )
    return replace(explained, drags=drags, notes=(*notes, *_notes(asked, hop)))


def _explain(question: Question, graph: AccessGraph, says: str) -> Explanation:
    hop = ask(question, graph, says)
    decision = hop.decision
    layers = () if decision.refused_by else layers_said(decision.request, decision.verdict, graph)
    assumed = (_assumption(said) for said in layers if said.says == "not given")
    return Explanation(hop_in_words(hop), layers, repair(hop, graph), assumptions=tuple(assumed))


def _dragged(question: Question, step: Step) -> Question:
    """The same principal asks in the same circumstances, and those that the service adds."""
    told = question.circumstances
    own = {key: value for key, value in told.values.items() if key.startswith("aws:")}
    values = {**own, **step.context}
    circumstances = replace(
        told,
        values=values,
        unknown=told.unknown - values.keys(),
        absent=(told.absent | step.absent) - values.keys(),
    )
    return Question(question.principal, step.action, step.resource, circumstances)


def _assumption(said: LayerSaid) -> Assumption:
    assumed = said.because.partition("taken to ")[2].removeprefix("be ")
    return Assumption(said.title, assumed, "not given")


def _spelled(question: Question) -> tuple[Question, tuple[str, ...]]:
    """The action as AWS spells it; a remark where AWS has no such action."""
    known = reference.action(question.action)
    if known is None:
        return question, tuple(filter(None, (no_such_action(question.action),)))
    in_lower_case_only = known.name == known.name.lower()
    return (question if in_lower_case_only else replace(question, action=known.name)), ()


def _notes(question: Question, hop: Hop) -> Iterator[str]:
    """What the one who asks may not have thought of."""
    yield from _kind_of_resource(question)
    if hop.decision.verdict is Verdict.UNKNOWN:
        keys = [name for name in hop.decision.depends_on if _is_key(name)]
        if keys:
            yield (
                f"settle it with `--context {keys[0]}=VALUE`, or `--absent {keys[0]}` where the"
                " request has no such key"
            )


def _is_key(name: str) -> bool:
    return ":" in name and " " not in name and not name.startswith("arn:")


def _kind_of_resource(question: Question) -> Iterator[str]:
    """S3 tells buckets from objects; some actions are asked of nothing in particular."""
    known = reference.action(question.action)
    if known is None:
        return
    types = {one.name for one in known.resource_types}
    if not types and question.resource != "*":
        yield f"`{known.name}` takes no resource: it is asked of `*`"
    if ":s3:::" not in question.resource:
        return
    has_key = "/" in question.resource
    if "object" in types and "bucket" not in types and not has_key:
        yield f"`{known.name}` is asked of an object: add its key, as in `BUCKET/KEY`"
    if "bucket" in types and "object" not in types and has_key:
        yield f"`{known.name}` is asked of the bucket, not of an object in it"
