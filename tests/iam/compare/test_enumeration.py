"""Compared policies against the enumeration of every request of a small universe."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from small_universe import (
    ANYONE,
    FAMILY,
    OPEN,
    PRINCIPALS,
    TEAM,
    first_new,
    pairs,
    parsed,
    spoken_of,
)

from xacct_guard.iam.compare import CannotTell, Family, Witness, compare
from xacct_guard.iam.decide import decide
from xacct_guard.iam.decision import Verdict
from xacct_guard.iam.semantics import semantics_of

MOST_UNSURE = 0.02


def compared_as_enumerated(
    examples: int, *, derandomize: bool, family: Family = FAMILY, who=PRINCIPALS
) -> Counter[str]:
    """How often which answer was given, none of which the enumeration contradicts."""
    answers: Counter[str] = Counter()

    @settings(
        max_examples=examples,
        derandomize=derandomize,
        database=None,
        deadline=None,
        phases=[Phase.generate],  # what is found is small enough, and shrinking takes minutes
        suppress_health_check=list(HealthCheck),
    )
    @given(pairs())
    def agree(pair):
        written, changed, keys = pair
        old, new = parsed(written), parsed(changed)
        found = compare(old, new, family)
        answers[type(found).__name__] += 1
        if isinstance(found, Witness):
            semantics = semantics_of(found.request.action, found.request.resource)
            assert decide(found.request, new, semantics).verdict is Verdict.ALLOW
            assert decide(found.request, old, semantics).verdict.denied
        elif isinstance(found, CannotTell):
            assert "engine" not in found.construct
            answers[found.construct] += 1
        else:
            both = {str(number): one for number, one in enumerate((written, changed))}
            asked = tuple(dict.fromkeys((*spoken_of(both, keys), *_in_variables(both))))
            assert first_new(old, new, asked, who) is None

    agree()
    return answers


def _in_variables(written):
    return (TEAM,) if TEAM in repr(written) else ()


def test_proofs_and_witnesses_agree_with_the_enumeration():
    answers = compared_as_enumerated(150, derandomize=True)
    assert answers["CannotTell"] <= 2 * MOST_UNSURE * 150, answers  # of few, one more weighs much
    assert min(answers["Witness"], answers["NoNewAccess"]) > 15, answers


@pytest.mark.nightly
def test_proofs_and_witnesses_agree_with_the_enumeration_over_many_pairs():
    answers = compared_as_enumerated(5_000, derandomize=False)
    assert answers["CannotTell"] <= MOST_UNSURE * 5_000, answers


def test_proofs_about_anyone_agree_with_those_who_are_asked():
    answers = compared_as_enumerated(16, derandomize=True, family=OPEN, who=ANYONE)
    assert min(answers["Witness"], answers["NoNewAccess"]) > 2, answers


@pytest.mark.nightly
def test_proofs_about_anyone_agree_with_those_who_are_asked_over_many_pairs():
    answers = compared_as_enumerated(1_000, derandomize=False, family=OPEN, who=ANYONE)
    assert min(answers["Witness"], answers["NoNewAccess"]) > 20, answers
