"""`evaluate`: each promised member of a line is read, and each of an answer is there."""

from __future__ import annotations

import io
import json
import sys
from copy import deepcopy

import pytest

from tests.contract.promises import ANSWER, DECISIONS, LAYERS, SCENARIO
from xacct_guard.cli import main


@pytest.fixture
def evaluated(monkeypatch, capsys):
    """The exit code for some lines, and the answers."""

    def run(*lines, trace: bool = False):
        text = "\n".join(each if isinstance(each, str) else json.dumps(each) for each in lines)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        code = main(["evaluate", *(["--trace"] if trace else [])])
        return code, [json.loads(each) for each in capsys.readouterr().out.splitlines()]

    return run


def without(*route: str):
    changed = deepcopy(SCENARIO)
    at = changed
    for name in route[:-1]:
        at = at[name]
    del at[route[-1]]
    return changed


def replaced(value, *route: str):
    changed = deepcopy(SCENARIO)
    at = changed
    for name in route[:-1]:
        at = at[name]
    at[route[-1]] = value
    return changed


def test_a_scenario_with_every_member_is_answered_with_every_member(evaluated):
    code, [answer] = evaluated(SCENARIO)
    assert code == 0
    assert tuple(answer) == ANSWER
    assert answer["id"] == SCENARIO["id"]
    assert answer["decision"] == "allow"
    assert answer["denied_by"] is None


@pytest.mark.parametrize("trace", [False, True])
def test_a_trace_is_there_only_when_it_is_asked_for(evaluated, trace):
    _, [answer] = evaluated(SCENARIO, trace=trace)
    assert ("trace" in answer) is trace


@pytest.mark.parametrize("name", SCENARIO["policies"])
def test_a_member_of_the_policies_may_be_left_out(evaluated, name):
    code, [answer] = evaluated(without("policies", name))
    assert code == 0
    assert answer["decision"] in DECISIONS


DENY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}],
}
DENY_ALL = {
    **DENY,
    "Statement": [{**DENY["Statement"][0], "Principal": "*", "Action": "s3:*"}],
}


@pytest.mark.parametrize(
    ("layer", "member", "value"),
    [
        ("identity", "identity", [{"name": "no", "document": DENY}]),
        ("resource", "resource", DENY_ALL),
        ("scp", "scps", [[DENY]]),
        ("rcp", "rcps", [[DENY_ALL]]),
        ("boundary", "boundary", DENY),
        ("session", "session", [DENY]),
        ("vpc_endpoint", "vpc_endpoint", DENY_ALL),
    ],
)
def test_each_layer_denies_by_its_name(evaluated, layer, member, value):
    _, [answer] = evaluated(replaced(value, "policies", member))
    assert (answer["decision"], answer["denied_by"]) == ("explicit_deny", layer)
    assert layer in LAYERS


def test_a_key_that_nobody_knows_is_what_the_answer_depends_on(evaluated):
    policy = deepcopy(SCENARIO["policies"]["resource"])
    policy["Statement"][0]["Condition"] = {"StringEquals": {"aws:SourceVpce": "vpce-1"}}
    _, [answer] = evaluated(replaced(policy, "policies", "resource"))
    assert (answer["decision"], answer["depends_on"]) == ("unknown", ["aws:SourceVpce"])
    known = replaced(policy, "policies", "resource")
    known["request"]["unknown_context"] = []  # in neither map: absent
    _, [answer] = evaluated(known)
    assert (answer["decision"], answer["depends_on"]) == ("implicit_deny", [])


def test_what_is_malformed_is_an_error_in_its_place_and_the_run_goes_on(evaluated):
    broken = replaced({"Statement": [{"Effect": "Perhaps"}]}, "policies", "boundary")
    code, [first, second, third] = evaluated(broken, "{ no json", SCENARIO)
    assert code == 2
    assert set(first) == {"id", "error"}
    assert first["id"] == SCENARIO["id"]
    assert first["error"]["where"] == "boundary"
    assert first["error"]["message"]
    assert "2" in second["error"]["message"] or second["error"].get("line") == 2
    assert third["decision"] == "allow"
