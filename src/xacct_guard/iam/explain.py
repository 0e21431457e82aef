"""Why: each layer's outcome, the statement that came closest, and the reason in one sentence."""

from __future__ import annotations

from collections.abc import Iterable

from .condition import holds
from .context import Missing, look_up, spelled
from .decision import LayerOutcome, Miss, Verdict
from .match import action_matches, principal_matches, resource_matches
from .policy import Condition, Effect, PolicyKind, Statement, Written
from .request import Request
from .symbol import shown
from .voice import Voice
from .voices import Voices

_Element = tuple[str, Condition | None]


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
    """The allowing statement with the fewest elements that fail, and the last one that does.

    Of several that are as close, the one that says what is most like what the request has.
    """
    statements = (one for policy in voice.layer.policies for one in policy.statements)
    allowing = (one for one in statements if one.effect is Effect.ALLOW)
    failing = ((one, _failing(one, request, voice.gateway)) for one in allowing)
    close = [one for one in failing if one[1]]
    least = min(map(_distance, close), default=None)
    closest = max(
        (one for one in close if _distance(one) == least),
        key=lambda one: likeness(max(one[1], key=_remoteness)[0], one[0], request),
        default=None,
    )
    if closest is None:
        return None
    statement, elements = closest
    element, condition = max(elements, key=_remoteness)
    return missed(element, condition, statement, request)


ORDER = ("Condition", "Resource", "Principal", "Action")
"""The elements of a statement: of two that fail, the later one is further from applying."""


def _remoteness(element: _Element) -> int:
    return ORDER.index(element[0])


def _distance(failing: tuple[Statement, list[_Element]]) -> tuple[int, int]:
    """How many elements of a statement fail, and how far the last one is from applying."""
    return len(failing[1]), max(map(_remoteness, failing[1]))


def _failing(statement: Statement, request: Request, gateway: bool) -> list[_Element]:
    """The elements that fail; a condition with itself, since there may be several."""
    elements = (
        ("Action", action_matches(statement, request), None),
        ("Principal", principal_matches(statement, request, gateway=gateway), None),
        ("Resource", resource_matches(statement, request), None),
        *(("Condition", holds(one, statement, request), one) for one in statement.conditions),
    )
    return [(name, condition) for name, said, condition in elements if said.is_no]


def missed(
    element: str, condition: Condition | None, statement: Statement, request: Request
) -> Miss:
    """What an element of a statement that fails wants, and what the request has instead."""
    if element != "Condition":
        written, got, negated = _compared(element, statement, request)
        return _miss(statement, element, written, got, negated=negated)
    assert condition is not None
    values = ", ".join(shown(value.text) for value in condition.values)
    wants = f"{condition.operator} {condition.key} {values}"
    return Miss(statement, element, condition.span, wants, _held(request, condition.key))


def likeness(element: str, statement: Statement, request: Request, least: int = 0) -> int:
    """How much of what an element says is like what the request has, `least` where it is no more.

    Of a condition, nothing is said.
    """
    if element == "Condition":
        return least
    written, got, _ = _compared(element, statement, request)
    beginning = got[: least + 1].lower()
    for one in written:
        if one.text[: least + 1].lower() == beginning:
            least = alike(one.text, got)
            beginning = got[: least + 1].lower()
    return least


def _compared(
    element: str, statement: Statement, request: Request
) -> tuple[tuple[Written, ...], str, bool]:
    """What an element says, what the request has instead, and whether it says to what it does not apply."""
    match element:
        case "Action":
            denied = statement.not_actions
            return statement.actions or denied, request.action, bool(denied)
        case "Principal":
            return _principals(statement), request.principal.arn, False
    denied = statement.not_resources
    return statement.resources or denied, request.resource, bool(denied)


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
    written = max(values, key=lambda one: alike(one.text, got), default=None)
    name = f"Not{element}" if negated else element
    if written is None:
        return Miss(statement, name, statement.span, "nothing", shown(got))
    return Miss(statement, name, written.span, shown(written.text), shown(got))


def alike(one: str, other: str) -> int:
    """How many characters both begin with, of which half a guess at a time is compared whole."""
    one, other = one.lower(), other.lower()
    same, most = 0, min(len(one), len(other))
    while same < most:
        middle = (same + most + 1) // 2
        if one.startswith(other[same:middle], same):
            same = middle
        else:
            most = middle - 1
    return same


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
    """Why it is denied or unknown, in a few plain words."""
    denier = next((one for one in voices.all if one.kind is by and one.denies.is_yes), None)
    denying = denier.denying[0] if denier and denier.denying else None
    return sentence(verdict, by, depends, denying=denying)


def sentence(
    verdict: Verdict,
    by: PolicyKind | None,
    depends: tuple[str, ...] = (),
    *,
    denying: Statement | None = None,
) -> str:
    """Why it is denied or unknown; `denying` is the statement that denies."""
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
