"""Why: each layer's outcome, from the statements found by action. The same as `explain.outcomes`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..decision import LayerOutcome, Miss, Verdict
from ..explain import ORDER, likeness, missed
from ..policy import Condition, Effect, PolicyKind, Statement
from ..request import PrincipalKind
from ..truth import Truth
from ..voices import BARE
from .asked import Asked
from .plan import Plan, rcps_bind, scps_bind
from .speech import Allowed, Speech
from .truths import NO, YES

_NOBODY = LayerOutcome(PolicyKind.IDENTITY, PolicyKind.IDENTITY, Truth.NO, Truth.NO)
_NO_SESSION = LayerOutcome(PolicyKind.SESSION, PolicyKind.SESSION, Truth.NO, Truth.NO)
_TRUTHS = (Truth.NO, Truth.UNKNOWN, Truth.YES)
_Key = tuple[int, int]


def outcomes(plan: Plan, asked: Asked, verdict: Verdict) -> tuple[LayerOutcome, ...]:
    """What each layer in force says; for a silent one the closest miss, unless all is allowed."""
    found = [_outcome(speech, asked, verdict) for speech in _told(plan, asked)]
    if asked.kind in BARE:
        found.append(_NOBODY)
    if asked.kind is PrincipalKind.FEDERATED_USER and plan.session is None:
        found.append(_NO_SESSION)
    return tuple(found)


def denying(plan: Plan, asked: Asked, by: PolicyKind) -> Statement | None:
    """The first statement that denies, of the first layer of that kind which does."""
    for speech in plan.of_kind(by):
        for statement, test in speech.spoken:
            if statement.effect is Effect.DENY and (test is None or test(asked) == YES):
                return statement
    return None


def _told(plan: Plan, asked: Asked) -> Iterable[Speech]:
    return plan.told(
        scps=bool(plan.scps) and scps_bind(asked) != NO,
        rcps=bool(plan.rcps) and rcps_bind(asked) != NO,
        bare=asked.kind in BARE,
    )


def _outcome(speech: Speech, asked: Asked, verdict: Verdict) -> LayerOutcome:
    allows = YES if speech.kind is PolicyKind.RCP else speech.hidden
    denies = speech.hidden
    allowing: list[tuple[Statement, int]] = []
    denying: list[tuple[Statement, int]] = []
    for statement, test in speech.spoken:
        truth = YES if test is None else test(asked)
        if truth == NO:
            continue
        if statement.effect is Effect.ALLOW:
            allowing.append((statement, truth))
            allows = max(allows, truth)
        else:
            denying.append((statement, truth))
            denies = max(denies, truth)
    is_silent = allows == denies == NO
    return LayerOutcome(
        speech.kind,
        speech.name,
        _TRUTHS[allows],
        _TRUTHS[denies],
        _surest(denying if denies != NO else allowing),
        _nearest(speech, asked) if is_silent and verdict is not Verdict.ALLOW else None,
        None if speech.layer.held else speech.layer.absent,
    )


def _surest(found: list[tuple[Statement, int]]) -> tuple[Statement, ...]:
    if not found:
        return ()
    sure = tuple(statement for statement, truth in found if truth == YES)
    return sure or tuple(statement for statement, _ in found)


class _Failure(NamedTuple):
    """How many elements fail, the one that is furthest from applying, and which condition it is."""

    fails: int
    last: int
    condition: Condition | None = None


def _nearest(speech: Speech, asked: Asked) -> Miss | None:
    """As `explain.nearest_miss`: the allowing statement with the fewest elements that fail.

    Among as many, one whose action matches comes first. So the others need a look only while
    there may be one of which nothing fails but the action.
    """
    least = (_MANY, _ACTION)
    closest: list[tuple[Statement, Condition | None]] = []
    for allowed, failure in _failures(speech, asked):
        if failure.fails > least[0]:
            continue
        if failure[:2] < least:
            least, closest = failure[:2], []
        if failure[:2] == least:
            closest.append((allowed.elements.statement, failure.condition))
    if not closest:
        return None
    element = ORDER[least[1]]
    (statement, condition), most = closest[0], 0
    for other, its in closest if len(closest) > 1 else ():
        found = likeness(element, other, asked.request, most)
        if found > most:
            statement, condition, most = other, its, found
    return missed(element, condition, statement, asked.request)


def _failures(speech: Speech, asked: Asked) -> Iterator[tuple[Allowed, _Failure]]:
    """What fails of each allowing statement; the near ones first, the others where they may be closer.

    Of the others, which are sorted by how alike their actions are, the first that fails in as little
    as can be is the closest.
    """
    fewest = _MANY
    for allowed in speech.allowed_near:
        failure = _failure(allowed, asked)
        fewest = min(fewest, failure.fails)
        yield allowed, failure
    for allowed in speech.allowed_far if fewest > 1 else ():
        fails = 1 + _failure(allowed, asked).fails
        if fails < fewest:
            fewest = fails
            yield allowed, _Failure(fails, _ACTION)
        if fails == 1:
            return


_CONDITION, _RESOURCE, _PRINCIPAL, _ACTION = map(
    ORDER.index, ("Condition", "Resource", "Principal", "Action")
)
_MANY = 1 << 30


def _failure(allowed: Allowed, asked: Asked) -> _Failure:
    """What fails but the action."""
    elements, who = allowed
    count, last, first = 0, -1, None
    for test, condition in zip(elements.conditions, elements.statement.conditions, strict=True):
        if test(asked) == NO:
            count, last, first = count + 1, _CONDITION, first or condition
    if elements.resource(asked) == NO:
        count, last = count + 1, _RESOURCE
    if who is not None and who(asked) == NO:
        count, last = count + 1, _PRINCIPAL
    return _Failure(count, last, first)
