"""The law over formulas against the engine: function for function the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from strategies import granted, scenarios

from xacct_guard.iam.case import read_scenario
from xacct_guard.iam.compare.formula import FALSE, TRUE, Formulas, negation
from xacct_guard.iam.compare.hearing import Side
from xacct_guard.iam.compare.law import Law
from xacct_guard.iam.compare.spoken import spoken_in
from xacct_guard.iam.compare.truths import Truths
from xacct_guard.iam.context import Missing, look_up
from xacct_guard.iam.decide import decide
from xacct_guard.iam.decision import Verdict


def formula_of(scenario):
    """What the law says of the scenario's request, and the formulas it says it in."""
    request, layers = scenario.request, scenario.layers
    truths = Truths(Formulas())
    side = Side(layers, tuple(spoken_in(layers, {})), truths)

    def holds(test):
        held = look_up(request, test.key)
        if held is Missing.UNKNOWN:
            return truths.doubt(("key", test), str(test))
        return truths.test(test, request, held)

    heard = side.heard(request, side.lines(request), holds, request)
    formula = Law(truths).allowed(request, heard, scenario.semantics)
    # The engine is asked of a request that says nothing more: what that says of itself is as usual.
    return truths.formulas.given(formula, truths.usually.get), truths.formulas


def agrees(written):
    """What the engine allows the formula allows for certain; what it denies, for certain not."""
    scenario = read_scenario(written)
    formula, formulas = formula_of(scenario)
    verdict = decide(scenario.request, scenario.layers, scenario.semantics).verdict
    if verdict is Verdict.ALLOW:
        assert not formulas.may_hold(negation(formula))
    elif verdict.denied:
        assert not formulas.may_hold(formula)
    else:
        assert formula not in (TRUE,)


@settings(max_examples=300)
@given(scenarios())
def test_formulas_and_engine_agree(written):
    agrees(written)


@settings(max_examples=150)
@given(granted())
def test_formulas_and_engine_agree_on_what_is_granted(written):
    agrees(written)


@pytest.mark.nightly
@settings(max_examples=10_000)
@given(scenarios())
def test_formulas_and_engine_agree_on_many_scenarios(written):
    agrees(written)


def test_a_formula_and_its_negation_never_hold_together():
    formulas = Formulas()
    one, other = formulas.atom("one"), formulas.atom("other")
    both, either = formulas.every((one, other)), formulas.some((one, other))
    assert formulas.every((both, negation(either))) != TRUE
    assert not formulas.may_hold(formulas.every((both, negation(either))))
    assert formulas.every((one, negation(one))) == FALSE
    assert formulas.some((one, negation(one))) == TRUE
    assert formulas.given(either, {one: TRUE}.get) == TRUE
    assert formulas.given(both, {one: FALSE}.get) == FALSE
    assert formulas.given(both, {one: TRUE}.get) == other
