"""What other engines get wrong, decided right; and what nobody can tell, left open with the reason."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from notation import scenario_of

from xacct_guard.iam.case import read_scenario
from xacct_guard.iam.decide import decide
from xacct_guard.iam.decision import Decision
from xacct_guard.iam.reference import actions_matching

Case = Mapping[str, Any]
HERE = Path(__file__).parent / "peer"
ERRORS: list[Case] = yaml.safe_load((HERE / "errors.yaml").read_text())
DOUBTS: list[Case] = yaml.safe_load((HERE / "doubts.yaml").read_text())


def decision_on(case: Case) -> Decision:
    scenario = read_scenario(scenario_of(case))
    return decide(scenario.request, scenario.layers, scenario.semantics)


@pytest.mark.parametrize("case", ERRORS, ids=lambda case: f"{case['of']}: {case['name']}")
def test_we_do_not_share_the_error(case: Case) -> None:
    decision = decision_on(case)
    verdict, _, layer = case["expect"].partition(" ")
    assert decision.verdict == verdict, decision.reason
    assert decision.denied_by == (layer or None)
    assert decision.verdict != case["says"]
    assert (verdict == "unknown") == bool(decision.depends_on)


@pytest.mark.parametrize("case", DOUBTS, ids=lambda case: case["name"])
def test_what_no_page_decides_stays_unknown_and_says_why(case: Case) -> None:
    decision = decision_on(case)
    assert decision.verdict == "unknown"
    assert decision.depends_on == (case["because"],)
    assert case["because"] in decision.reason


@pytest.mark.parametrize(
    "case", [one for one in ERRORS if "within" in one], ids=lambda one: one["name"]
)
def test_no_pattern_takes_long(case: Case) -> None:
    began = time.process_time()
    decision_on(case)
    assert time.process_time() - began < case["within"]


def test_every_error_cites_its_page() -> None:
    assert all(case["page"].startswith("https://docs.aws.amazon.com/") for case in ERRORS)
    assert {case["of"] for case in ERRORS} >= {"iam-simulate", "PMapper", "IAMSpy", "moto"}


def test_a_misspelt_action_is_known_to_match_nothing() -> None:
    assert actions_matching("s3:GetObjct") == ()
    assert actions_matching("s3:GetObject") == ("s3:GetObject",)
