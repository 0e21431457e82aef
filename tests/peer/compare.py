"""The two answers side by side: do they agree, and if not, which peculiarities explain it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xacct_guard.iam.case import Scenario, read_scenario
from xacct_guard.iam.decide import decide
from xacct_guard.iam.decision import Decision, LayerOutcome
from xacct_guard.iam.truth import Truth

from .peculiarities import PECULIARITIES, Peculiarity

Json = Any
AT_ONCE = 4
"""How many peculiarities may together explain one scenario."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the peer said: a decision and what each layer said, or why there is none."""

    decision: str | None
    layers: Mapping[str, str | None]
    problem: str | None = None


def answer_of(written: Json) -> Answer:
    """The answer in a line of the driver."""
    if "decision" not in written:
        return Answer(None, {}, written.get("error") or f"took over {written['timeout']} ms")
    return Answer(written["decision"], written["layers"])


def decided(scenario: Json) -> tuple[Scenario, Decision]:
    """Our answer."""
    read = read_scenario(scenario)
    return read, decide(read.request, read.layers, read.semantics)


def agree(decision: Decision, answer: Answer, *, blind: frozenset[str] = frozenset()) -> bool:
    """Is it the same verdict, and do the layers that both heard say the same?"""
    if decision.verdict != answer.decision:
        return False
    said = said_by_layers(decision)
    return all(
        answer.layers.get(layer) in (None, says)
        for layer, says in said.items()
        if layer not in blind
    )


def said_by_layers(decision: Decision) -> dict[str, str]:
    """Layer by layer: `deny`, `silent`, `allow` or `open`."""
    found: dict[str, str] = {}
    for outcome in decision.outcomes:
        layer = {"trust": "resource"}.get(outcome.kind, str(outcome.kind))
        found[layer] = min(found.get(layer, "~"), _says(outcome), key=_ORDER.index)
    return found


_ORDER = ("deny", "open", "silent", "allow", "~")


def _says(outcome: LayerOutcome) -> str:
    if outcome.denies is Truth.YES:
        return "deny"
    if Truth.UNKNOWN in (outcome.denies, outcome.allows):
        return "open"
    return "allow" if outcome.allows is Truth.YES else "silent"


def explain(scenario: Json, answer: Answer) -> tuple[str, ...] | None:
    """The ids of the fewest peculiarities that, acted out, make us give the peer's answer.

    Acted out: the scenario is rewritten so that it says in AWS's reading what the peer reads in
    it. So an id is no licence to differ: what it makes of the scenario must be what the peer made.
    """
    for most in range(1, AT_ONCE + 1):
        for found in _explanations(scenario, answer, PECULIARITIES, most, frozenset()):
            return found
    return None


def _explanations(
    scenario: Json,
    answer: Answer,
    left: tuple[Peculiarity, ...],
    most: int,
    blind: frozenset[str],
) -> Iterator[tuple[str, ...]]:
    read = read_scenario(scenario)
    for at, one in enumerate(left):
        acted = one.act(scenario, read)
        if acted is None:
            continue
        unseen = blind | one.blind
        if most > 1:
            rest = _explanations(acted, answer, left[at + 1 :], most - 1, unseen)
            yield from ((one.id, *others) for others in rest)
        elif agree(decided(acted)[1], answer, blind=unseen):
            yield (one.id,)
