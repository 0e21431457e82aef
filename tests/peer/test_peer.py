"""Our engine beside iam-simulate: where they differ, it is known why and who is right."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from notation import scenario_of

from benchmarks.scenarios import scenarios as measured
from xacct_guard.errors import XacctGuardError
from xacct_guard.iam.index import Compiled

from .compare import agree, answer_of, decided, explain
from .generate import scenario, scenarios
from .peculiarities import PECULIARITIES
from .peer import Peer
from .reduce import reduce

Json = Any
SEED = int(os.environ.get("XACCT_GUARD_SEED", "20261121"))
COUNT = int(os.environ.get("XACCT_GUARD_SIMULATIONS", "800"))
SHARDS = 8
DISAGREEMENTS: list[Json] = yaml.safe_load(
    (Path(__file__).parent / "disagreements.yaml").read_text()
)

each_disagreement = pytest.mark.parametrize("row", DISAGREEMENTS, ids=lambda row: row["id"])


@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_disagreement_is_explained(peer, shard, record_property):
    numbers = range(shard, COUNT, SHARDS)
    asked = list(scenarios(SEED, numbers))
    found: Counter[str] = Counter()
    unknown: list[Json] = []
    for written, line in zip(asked, peer.ask(asked), strict=True):
        answer, decision = answer_of(line), decided(written)[1]
        found[f"we say {decision.verdict}"] += 1
        if answer.problem or agree(decision, answer):
            found["no opinion" if answer.problem else "the same"] += 1
            continue
        reasons = explain(written, answer)
        if reasons is None:
            unknown.append(written)
            continue
        found["another verdict" if decision.verdict != answer.decision else "another layer"] += 1
        found.update(reasons)
    assert not unknown, (
        f"{len(unknown)} are unexplained, the first:\n{unexplained(unknown[0], peer)}"
    )
    record_property("comparison", {"seed": SEED, **found})
    assert found["no opinion"] <= len(asked) / 100


def unexplained(written: Json, peer: Peer) -> str:
    """What to look at: the smallest scenario on which the two still differ unexplained."""

    def differs(candidate: Json) -> bool:
        try:
            decision = decided(candidate)[1]
        except XacctGuardError:
            return False
        answer = answer_of(peer.ask_one(candidate))
        if answer.problem or agree(decision, answer):
            return False
        return explain(candidate, answer) is None

    smallest = reduce(written, differs)
    answer, decision = answer_of(peer.ask_one(smallest)), decided(smallest)[1]
    return (
        f"scenario {written['id']}: we say {decision.verdict} ({decision.reason}), "
        f"the peer {answer.decision} {dict(answer.layers)}\n{json.dumps(smallest, indent=1)}"
    )


@each_disagreement
def test_a_known_disagreement_is_still_one(peer, row):
    written = scenario_of(row)
    answer = answer_of(peer.ask_one(written))
    assert answer.decision == row["peer"]
    assert explain(written, answer) == (row["id"],)


@each_disagreement
def test_we_answer_as_the_page_says(row):
    _, decision = decided(scenario_of(row))
    assert decision.verdict == row["expect"]
    assert (decision.verdict == "unknown") == bool(decision.depends_on)


def test_every_peculiarity_has_a_scenario_and_a_page():
    assert [row["id"] for row in DISAGREEMENTS] == sorted({one.id for one in PECULIARITIES})
    for row in DISAGREEMENTS:
        assert row["right"] in ("ours", "neither")
        assert row["page"].startswith("https://docs.aws.amazon.com/")
        assert row["right"] == "neither" or row["expect"] != "unknown"


def test_a_wrong_answer_is_not_explained_away(peer):
    asked = list(scenarios(SEED, range(120)))
    answers = [answer_of(line) for line in peer.ask(asked)]
    agreed = [
        (written, answer)
        for written, answer in zip(asked, answers, strict=True)
        if not answer.problem and agree(decided(written)[1], answer)
    ]
    assert len(agreed) > 80
    for written, answer in agreed:
        wrong = "implicit_deny" if answer.decision == "allow" else "allow"
        assert explain(written, replace(answer, decision=wrong)) is None


def test_a_scenario_follows_from_seed_and_number_alone():
    forwards = list(scenarios(7, range(50)))
    backwards = [scenario(7, number) for number in reversed(range(50))]
    assert forwards == backwards[::-1]
    assert forwards != list(scenarios(8, range(50)))


def test_about_half_of_the_requests_are_allowed():
    found = Counter(decided(written)[1].verdict for written in scenarios(SEED, range(1000)))
    assert 350 < found["allow"] < 650
    assert found["unknown"] < 100


def test_the_driver_answers_every_line_in_order(peer):
    good = scenario(SEED, 1)
    odd = {**good, "id": "odd", "request": {**good["request"], "action": "s3:NoSuchAction"}}
    lines = list(peer.ask([good, odd, [], good]))
    assert [line["id"] for line in lines] == [good["id"], "odd", None, good["id"]]
    assert ["decision" in line for line in lines] == [True, False, False, True]


def test_a_line_that_hangs_is_given_up_and_the_next_is_answered(peer):
    row = {
        "name": "hangs",
        "with": {"aws:PrincipalTag/t": "a" * 60 + "b"},
        "identity": 'allow s3:* on * when {"StringLike": {"aws:PrincipalTag/t": "%s"}}'
        % ("*a" * 24 + "c"),
    }
    hanging, good = scenario_of(row), scenario(SEED, 1)
    with Peer(limit=2000) as hasty:
        lines = list(hasty.ask([good, hanging, good]))
    assert [sorted(line) for line in lines[1:2]] == [["id", "timeout"]]
    assert lines[0] == lines[2]
    assert decided(hanging)[1].verdict == "implicit_deny"


def test_both_engines_agree_on_the_scenarios_that_are_measured(peer):
    asked = list(measured(400, 100))
    for written, line in zip(asked, peer.ask(asked), strict=True):
        assert agree(decided(written)[1], answer_of(line)), written["id"]


def test_the_fast_engine_answers_as_the_law_does():
    for written in scenarios(SEED, range(3000)):
        read, decision = decided(written)
        told = (decision.verdict, decision.denied_by, decision.depends_on)
        assert Compiled(read.layers).verdict(read.request, read.semantics) == told, written["id"]
