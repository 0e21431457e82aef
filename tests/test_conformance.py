"""Every conformance case, on the law: the shared suite where it is at hand, and our own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from xacct_guard.iam.case import ScenarioError, read_scenario
from xacct_guard.iam.decide import decide

SHARED = Path(__file__).resolve().parents[2] / "shared" / "conformance"
Case = Mapping[str, Any]


def _shared() -> Iterator[Case]:
    for file in sorted(SHARED.glob("*.json")):
        yield from json.loads(file.read_text())


def _answer(case: Case) -> tuple[str, str | None, list[str]]:
    scenario = read_scenario(case)
    decision = decide(scenario.request, scenario.layers, scenario.semantics)
    return decision.verdict, decision.denied_by, list(decision.depends_on)


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"the shared suite is not at hand ({SHARED.name})")
@pytest.mark.parametrize("case", _shared(), ids=lambda case: case["id"])
def test_a_shared_case_is_decided_as_expected(case: Case) -> None:
    expect = case["expect"]
    if expect.get("error"):
        with pytest.raises(ScenarioError) as raised:
            read_scenario(case)
        assert raised.value.where == expect["where"]
        return
    verdict, denied_by, depends_on = _answer(case)
    if verdict in expect.get("also_accept", ()):
        return
    assert verdict == expect["decision"], expect["because"]
    assert denied_by == expect["denied_by"]
    assert depends_on == expect["depends_on"]
