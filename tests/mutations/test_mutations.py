"""Each change of a corrected system changes the stages it must, no other, and the message names it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pytest

from .judged import wrong_with
from .notation import Mutation, controls, mutations
from .outcome import outcome_of

MUTATIONS = mutations()
CONTROLS = controls()


def named(mutation: Mutation) -> str:
    return f"{mutation.system}: {mutation.kind}: {mutation.name}"


def everyday() -> Iterator[tuple[Mutation, bool]]:
    """Each mutation, and whether it is of those for every change: a dozen of a kind and a system."""
    of_one = groupby(MUTATIONS, key=lambda mutation: (mutation.system, mutation.kind))
    drawn: dict[tuple[str, str], list[Mutation]] = {}
    for key, some in of_one:
        drawn.setdefault(key, []).extend(some)
    for those in drawn.values():
        step = -(-len(those) // 12)
        yield from ((mutation, number % step == 0) for number, mutation in enumerate(those))


def parameters() -> Iterator[Any]:
    for mutation, is_everyday in everyday():
        marks = () if is_everyday else (pytest.mark.nightly,)
        yield pytest.param(mutation, id=named(mutation), marks=marks)


@pytest.mark.parametrize("mutation", tuple(parameters()))
def test_a_mutation_changes_exactly_what_it_must_and_the_message_names_it(
    mutation, record_property
):
    outcome = outcome_of(mutation)
    assert wrong_with(mutation, outcome) == []
    changed = Counter(action.verdict for action in outcome.changed.values())
    record_property("mutation", (mutation.kind, mutation.system, mutation.name, dict(changed)))


@pytest.mark.parametrize("mutation", CONTROLS, ids=named)
def test_nothing_comes_of_a_change_that_means_the_same(mutation, record_property):
    assert outcome_of(mutation).changed == {}
    record_property("mutation", (mutation.kind, mutation.system, mutation.name, {}))


def test_there_are_300_mutations_for_every_change_over_the_five_systems():
    of_every_change = [mutation for mutation, is_everyday in everyday() if is_everyday]
    assert len(of_every_change) >= 300
    assert len(set(map(named, MUTATIONS))) == len(MUTATIONS)
    assert len({mutation.system for mutation in of_every_change}) == 5


def test_there_are_12_kinds_and_more_with_10_mutations_each():
    kinds = Counter(mutation.kind for mutation, is_everyday in everyday() if is_everyday)
    assert len(kinds) >= 12
    assert min(kinds.values()) >= 10, kinds


def test_no_mutation_is_without_effect_on_every_stage():
    assert [named(mutation) for mutation in MUTATIONS if not mutation.verdicts] == []
