"""The law against its second opinion, on generated scenarios."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings
from reference import evaluate
from strategies import Json, scenarios

from xacct_guard.iam.case import read_scenario
from xacct_guard.iam.decide import decide

EXAMPLES = int(os.environ.get("XACCT_GUARD_EXAMPLES", "400"))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenarios())
def test_the_law_agrees_with_the_reference(written: Json) -> None:
    scenario = read_scenario(written)
    decision = decide(scenario.request, scenario.layers, scenario.semantics)
    expected = evaluate(scenario.request, scenario.layers, scenario.semantics)
    assert (decision.verdict, decision.denied_by) == expected
