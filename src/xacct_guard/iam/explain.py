"""Why: each layer's outcome, the statement that came closest, and the reason in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from .answer import Answer
from .condition import holds
from .context import Missing, look_up, spelled
from .decision import LayerOutcome, Miss, Verdict
from .match import action_matches, principal_matches, resource_matches
from .policy import Effect, PolicyKind, Statement, Written
from .request import Request
from .symbol import shown
from .voice import Voice
from .voices import Voices

_Element = tuple[str, Answer, Callable[[], Miss]]


def outcomes(request: Request, voices: Voices, verdict: Verdict) -> tuple[LayerOutcome, ...]:
    """What each layer in force says; for a silent one the closest miss, unless all is allowed."""
    return tuple(_outcome(voice, request, verdict) for voice in voices.all)


def _outcome(voice: Voice, request: Request, verdict: Verdict) -> LayerOutcome:
    settled = voice.denying if not voice.denies.is_no else voice.allowing
    is_silent = voice.allows.is_no and voice.denies.is_no
    nearest = nearest_miss(voice, request) if is_silent and verdict is not Verdict.ALLOW else None
    return LayerOutcome(
        voice.kind,
        voice.name,
        voice.allows.truth,
        voice.denies.truth,
        settled,
        nearest,
        None if voice.layer.held else voice.layer.absent,
    )


def nearest_miss(voice: Voice, request: Request) -> Miss | None:
    """The allowing statement with the fewest elements that fail, and the last one that does."""
    statements = (one for policy in voice.layer.policies for one in policy.statements)
    allowing = [one for one in statements if one.effect is Effect.ALLOW]
    failing = [_failing(each, request, voice.gateway) for each in allowing]
    missed = [elements for elements in failing if elements]
    if not missed:
        return None
    closest = min(missed, key=lambda ones: (len(ones), max(ORDER.index(one[0]) for one in ones)))
    return _last(closest)


ORDER = ("Condition", "Resource", "Principal", "Action")
"""The elements of a statement: of two that fail, the later one is further from applying."""


def miss(statement: Statement, request: Request, *, gateway: bool = False) -> Miss:
    """The last element of a statement that fails; there is one."""
    return _last(_failing(statement, request, gateway))


def _failing(statement: Statement, request: Request, gateway: bool) -> list[_Element]:
    return [one for one in _elements(statement, request, gateway) if one[1].is_no]


def _last(failing: Iterable[_Element]) -> Miss:
    return max(failing, key=lambda one: ORDER.index(one[0]))[2]()


def _elements(statement: Statement, request: Request, gateway: bool) -> Iterator[_Element]:
    yield (
        "Action",
        action_matches(statement, request),
        lambda: _miss(
            statement,
            "Action",
            statement.actions or statement.not_actions,
            request.action,
            negated=bool(statement.not_actions),
        ),
    )
    yield (
        "Principal",
        principal_matches(statement, request, gateway=gateway),
        lambda: _miss(statement, "Principal", _principals(statement), request.principal.arn),
    )
    yield (
        "Resource",
        resource_matches(statement, request),
        lambda: _miss(
            statement,
            "Resource",
            statement.resources or statement.not_resources,
            request.resource,
            negated=bool(statement.not_resources),
        ),
    )
    for condition in statement.conditions:
        yield (
            "Condition",
            holds(condition, statement, request),
            lambda condition=condition: Miss(  # type: ignore[misc]
                statement,
                "Condition",
                condition.span,
                f"{condition.operator} {condition.key} "
                + ", ".join(shown(value.text) for value in condition.values),
                _held(request, condition.key),
            ),
        )


def _principals(statement: Statement) -> tuple[Written, ...]:
    named = statement.principals
    if named is None:
        return ()
    return (*named.aws, *named.service, *named.federated, *named.canonical_user)


def _miss(
    statement: Statement,
    element: str,
    values: Iterable[Written],
    got: str,
    *,
    negated: bool = False,
) -> Miss:
    """The one of the written values that is most like what the request has."""
    written = max(values, key=lambda one: _alike(one.text, got), default=None)
    name = f"Not{element}" if negated else element
    if written is None:
        return Miss(statement, name, statement.span, "nothing", shown(got))
    return Miss(statement, name, written.span, shown(written.text), shown(got))


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = zip(one.lower(), other.lower(), strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _held(request: Request, key: str) -> str:
    held = look_up(request, key)
    if held is Missing.ABSENT:
        return f"no {spelled(key)}"
    if isinstance(held, Missing):
        return f"{spelled(key)} unknown"
    return shown(held) if isinstance(held, str) else ", ".join(map(shown, held))


_IN_WORDS = {
    PolicyKind.IDENTITY: "identity policies",
    PolicyKind.RESOURCE: "resource policy",
    PolicyKind.TRUST: "trust policy",
    PolicyKind.BOUNDARY: "permissions boundary",
    PolicyKind.SESSION: "session policy",
    PolicyKind.SCP: "service control policies",
    PolicyKind.RCP: "resource control policies",
    PolicyKind.ENDPOINT: "VPC endpoint policy",
}


def reason(
    voices: Voices,
    verdict: Verdict,
    by: PolicyKind | None,
    depends: tuple[str, ...],
) -> str:
    """Why the verdict is what it is, in a few plain words."""
    denier = next((one for one in voices.all if one.kind is by and one.denies.is_yes), None)
    givers = (voice for voice in (voices.identity, voices.resource) if voice.allows.is_yes)
    return sentence(
        verdict,
        by,
        depends,
        givers=tuple(voice.kind for voice in givers),
        denying=denier.denying[0] if denier and denier.denying else None,
    )


def sentence(
    verdict: Verdict,
    by: PolicyKind | None,
    depends: tuple[str, ...] = (),
    *,
    givers: tuple[PolicyKind, ...] = (),
    denying: Statement | None = None,
) -> str:
    """The reason: `givers` are the layers that allow, `denying` the statement that denies."""
    if verdict is Verdict.ALLOW:
        names = " and ".join(f"the {_IN_WORDS[kind]}" for kind in givers)
        return f"allowed by {names}" if names else "allowed"
    if verdict is Verdict.UNKNOWN:
        return "depends on " + ", ".join(f"`{shown(name)}`" for name in depends)
    words = _IN_WORDS[by] if by else "policies"
    if verdict is Verdict.EXPLICIT_DENY:
        return f"denied by {_called(denying)} of the {words}"
    return f"nothing in the {words} allows it"


def _called(statement: Statement | None) -> str:
    if statement is None:
        return "a statement"
    return f"`{statement.sid}`" if statement.sid else f"statement {statement.index + 1}"
