"""Every conformance case, on the law and on its second opinion: the shared suite, and our own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from notation import scenario_of
from reference import evaluate

from tests.written import written
from xacct_guard.iam.case import Scenario, ScenarioError, read_scenario
from xacct_guard.iam.decide import decide
from xacct_guard.iam.index import Compiled

SHARED = Path(__file__).resolve().parents[2] / "shared" / "conformance"
OWN = Path(__file__).parent / "conformance"
Case = Mapping[str, Any]
Answer = tuple[str, str | None]

shared_cases = [
    case for file in sorted(SHARED.glob("*.json")) for case in json.loads(file.read_text())
]
own_cases = [case for file in sorted(OWN.glob("[!_]*.yaml")) for case in written(file)]
rules: Mapping[str, str] = written(OWN / "_rules.yaml")


def law(scenario: Scenario) -> Answer:
    decision = decide(scenario.request, scenario.layers, scenario.semantics)
    return decision.verdict, decision.denied_by


def index(scenario: Scenario) -> Answer:
    verdict, denied_by, _ = Compiled(scenario.layers).verdict(scenario.request, scenario.semantics)
    return verdict, denied_by


def reference(scenario: Scenario) -> Answer:
    return evaluate(scenario.request, scenario.layers, scenario.semantics)


@pytest.mark.skipif(not shared_cases, reason="../shared/conformance is not at hand")
@pytest.mark.parametrize("opinion", [law, index, reference])
@pytest.mark.parametrize("case", shared_cases, ids=lambda case: case["id"])
def test_a_shared_case_is_decided_as_expected(
    case: Case, opinion: Callable[[Scenario], Answer]
) -> None:
    expect = case["expect"]
    if expect.get("error"):
        with pytest.raises(ScenarioError) as raised:
            read_scenario(case)
        assert raised.value.where == expect["where"]
        return
    scenario = read_scenario(case)
    verdict, denied_by = opinion(scenario)
    if verdict not in expect.get("also_accept", ()):
        assert (verdict, denied_by) == (expect["decision"], expect["denied_by"]), expect["because"]


@pytest.mark.skipif(not shared_cases, reason="../shared/conformance is not at hand")
@pytest.mark.parametrize("case", shared_cases, ids=lambda case: case["id"])
def test_a_shared_case_names_what_it_depends_on(case: Case) -> None:
    if not case["expect"].get("error"):
        scenario = read_scenario(case)
        decision = decide(scenario.request, scenario.layers, scenario.semantics)
        assert list(decision.depends_on) == case["expect"]["depends_on"]


@pytest.mark.parametrize("opinion", [law, index, reference])
@pytest.mark.parametrize("case", own_cases, ids=lambda case: f"{case['rule']} {case['name']}")
def test_a_case_of_ours_is_decided_as_expected(
    case: Case, opinion: Callable[[Scenario], Answer]
) -> None:
    expected, _, detail = case["expect"].partition(" ")
    if expected == "error":
        with pytest.raises(ScenarioError) as raised:
            read_scenario(scenario_of(case))
        assert raised.value.where == detail
        return
    verdict, denied_by = opinion(read_scenario(scenario_of(case)))
    denied = (detail or None) if expected != "unknown" else None
    assert (verdict, denied_by) == (expected, denied)


@pytest.mark.parametrize(
    "case",
    [case for case in own_cases if case["expect"].startswith("unknown ")],
    ids=lambda case: f"{case['rule']} {case['name']}",
)
def test_a_case_of_ours_names_what_it_depends_on(case: Case) -> None:
    scenario = read_scenario(scenario_of(case))
    decision = decide(scenario.request, scenario.layers, scenario.semantics)
    assert ", ".join(decision.depends_on) == case["expect"].removeprefix("unknown ")


@pytest.mark.parametrize("rule", rules)
def test_a_rule_has_a_case_each_way(rule: str) -> None:
    outcomes = {case["expect"] for case in own_cases if case["rule"] == rule}
    assert len(outcomes) >= 2, rules[rule]


def test_every_case_is_about_a_rule_and_has_a_name_of_its_own() -> None:
    assert {case["rule"] for case in own_cases} <= set(rules)
    names = [case["name"] for case in own_cases]
    assert sorted(names) == sorted(set(names))
