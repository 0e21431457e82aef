"""What each layer says of one request, in evaluation order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..finding import Evidence
from ..graph.access_graph import AccessGraph
from ..iam.decision import Miss, Verdict
from ..iam.explain import nearest_miss
from ..iam.layers import Layer
from ..iam.policy import Policy, PolicyKind, Statement
from ..iam.request import Request
from ..iam.symbol import shown
from ..iam.voice import Voice
from ..repair.home import home_of
from ..words import is_near
from ..words.conditions import says_of
from ..words.kinds import LAYERS
from .absence import absence
from .asked import Asked

_LEVELLED = (PolicyKind.SCP, PolicyKind.RCP)


@dataclass(frozen=True, slots=True)
class Missed:
    """The element of the closest statement that did not match: what it says, what the request has."""

    element: str
    wanted: str
    got: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class LayerSaid:
    """What one layer says.

    `says` is `allows`, `denies`, `may allow`, `may deny`, `silent`, `not held` (the estate does not
    hold it), `not given` (nobody gave it: taken to be none) or `none` (there is none, or it does not
    bind here).
    """

    kind: PolicyKind
    title: str
    says: str
    because: str
    evidence: tuple[Evidence, ...] = ()
    missed: Missed | None = None


def layers_said(request: Request, verdict: Verdict, graph: AccessGraph) -> tuple[LayerSaid, ...]:
    """What every kind of policy says of a request with this verdict, in evaluation order."""
    asked = Asked.of(request, verdict, graph)
    return tuple(said for kind in asked.kinds for said in _of_kind(kind, asked))


def _of_kind(kind: PolicyKind, asked: Asked) -> Iterator[LayerSaid]:
    """What the layers of one kind say, else why there is none."""
    why_not = absence(kind, asked)
    voices = [voice for voice in asked.voices.all if voice.kind is kind]
    if why_not is not None:
        yield LayerSaid(kind, _title(kind, asked), *why_not)
        return
    yield from (_said(voice, asked) for voice in voices)


def _title(kind: PolicyKind, asked: Asked, name: str = "") -> str:
    where = home_of(kind, asked.request, asked.graph).where
    known = kind not in (PolicyKind.SCP, PolicyKind.RCP) or where
    return f"{name or LAYERS[kind]} of {where}" if known else LAYERS[kind]


def _said(voice: Voice, asked: Asked) -> LayerSaid:
    title = _title(voice.kind, asked, voice.name if voice.kind in _LEVELLED else "")
    if voice.denies.is_yes:
        says, statements = "denies", voice.denying
    elif voice.denying:
        says, statements = "may deny", (*voice.denying, *voice.allowing)
    elif voice.allowing:
        says = "allows" if voice.allows.is_yes else "may allow"
        statements = voice.allowing
    else:
        return _silent(voice, asked, title)
    evidence = tuple(Evidence(one.span, says_of(one, asked.request)) for one in statements)
    return LayerSaid(voice.kind, title, says, _counted(statements), evidence)


def _silent(voice: Voice, asked: Asked, title: str) -> LayerSaid:
    """Nothing in it applies; or it is not held, or cannot be read whole."""
    if not voice.denies.is_no:
        names = ", ".join(f"`{shown(name)}`" for name in sorted(voice.denies.depends))
        return LayerSaid(voice.kind, title, "not held", f"the estate does not hold {names}")
    if voice.kind is PolicyKind.RCP:
        return LayerSaid(voice.kind, title, "allows", "no Deny applies")
    if not any(policy.statements for policy in voice.layer.policies):
        return LayerSaid(voice.kind, title, "none", "there is none")
    missed = _missed(voice, asked)
    because = "nothing in it allows this, and nothing denies it"
    return LayerSaid(voice.kind, title, "silent", because, (), missed)


def _missed(voice: Voice, asked: Asked) -> Missed | None:
    """The closest miss among the statements that speak of the service at all."""
    policies = tuple(_of_service(policy, asked.request.service) for policy in voice.layer.policies)
    near = replace(voice, layer=Layer(policies))
    miss = None if asked.verdict is Verdict.ALLOW else nearest_miss(near, asked.request)
    return _in_words(miss) if miss is not None and is_near(miss) else None


def _of_service(policy: Policy, service: str) -> Policy:
    starts = (f"{service}:", "*")
    statements = (
        one
        for one in policy.statements
        if one.not_actions or any(w.text.lower().startswith(starts) for w in one.actions)
    )
    return replace(policy, statements=tuple(statements))


def _counted(statements: tuple[Statement, ...]) -> str:
    return "by a statement" if len(statements) == 1 else f"by {len(statements)} statements"


def _in_words(miss: Miss) -> Missed:
    wanted, got = shown(miss.wanted), shown(miss.got)
    name = f"`{miss.statement.sid}`" if miss.statement.sid else "this"
    says = f"{name} comes closest, but its {miss.element} says `{wanted}`; the request has `{got}`"
    return Missed(miss.element, wanted, got, Evidence(miss.span, says))
