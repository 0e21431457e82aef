"""Theorems of the law, each on generated scenarios."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from strategies import A, Json, completed, granted, half_known, pivots, scenarios

from xacct_guard.errors import PolicyError
from xacct_guard.iam.case import ScenarioError, read_scenario
from xacct_guard.iam.decide import decide
from xacct_guard.iam.decision import Decision, Verdict


def drawing(examples: int) -> settings:
    """So many examples, unless the environment says how many."""
    return settings(
        max_examples=int(os.environ.get("XACCT_GUARD_EXAMPLES", examples)),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )


law, soundness, many = drawing(100), drawing(300), drawing(100_000)
EVERYTHING = {"Action": "*", "Resource": "*"}
"""Matches every request; without a Principal."""


def decision_on(written: Json) -> Decision:
    scenario = read_scenario(written)
    return decide(scenario.request, scenario.layers, scenario.semantics)


def worth(written: Json) -> int:
    """Denied 0, unknown 1, allowed 2."""
    verdict = decision_on(written).verdict
    return 0 if verdict.denied else 1 if verdict is Verdict.UNKNOWN else 2


def documents_of(written: Json) -> Iterator[tuple[str, Json]]:
    """Every policy document of a scenario, with its layer."""
    policies = written["policies"]
    yield from (("identity", one["document"]) for one in policies["identity"])
    yield from (("session", one) for one in policies["session"])
    yield from (
        (kind, policies[kind])
        for kind in ("resource", "boundary", "vpc_endpoint")
        if policies[kind]
    )
    for kind in ("scps", "rcps"):
        yield from ((kind, one) for level in policies[kind] for one in level)


def statements_of(document: Json) -> list[Json]:
    written = document["Statement"]
    return written if isinstance(written, list) else [written]


def without(written: Json, unwanted: Callable[[Json], bool]) -> Json:
    """The scenario without some statements; a document left empty says nothing about anything."""
    changed = copy.deepcopy(written)
    for kind, document in documents_of(changed):
        kept = [one for one in statements_of(document) if not unwanted(one)]
        document["Statement"] = kept or [silence(kind, changed)]
    return changed


def silence(kind: str, written: Json) -> Json:
    """A statement that speaks about no request."""
    action = "s3:NoSuchAction"
    statement = {"Effect": "Deny", "Action": action, "Resource": "*"}
    if kind in ("resource", "vpc_endpoint", "rcps"):
        statement["Principal"] = "*"
    if kind == "resource" and ":role/" in written["request"]["resource"]:
        statement |= {"Action": "sts:NoSuchAction"}
        del statement["Resource"]
    return statement


def is_account(written: Json) -> bool:
    """Is the one who asks a user, a role or a federated user?"""
    principal = written["request"]["principal"]
    return principal.startswith("arn:") and ":root" not in principal and "oidc" not in principal


def is_free(written: Json) -> bool:
    """Does the one who asks need no permission for it?"""
    request = written["request"]
    if request["action"] == "sts:GetCallerIdentity":
        return is_account(written) or ":root" in request["principal"]
    is_lasting = any(kind in request["principal"] for kind in (":user/", ":root"))
    return request["action"] == "sts:GetSessionToken" and is_lasting


@law
@given(scenarios())
def test_an_explicit_deny_wins(written: Json) -> None:
    assume(is_account(written) and not is_free(written))
    deny = {"Version": "2012-10-17", "Statement": {"Effect": "Deny", **EVERYTHING}}
    written["policies"]["identity"].append({"name": "deny", "document": deny})
    assert decision_on(written).verdict is Verdict.EXPLICIT_DENY


@law
@given(scenarios())
def test_silence_denies(written: Json) -> None:
    assume(":root" not in written["request"]["principal"] and not is_free(written))
    written["policies"]["kms_grants"] = []
    silent = without(written, lambda statement: statement["Effect"] == "Allow")
    assert decision_on(silent).verdict.denied


@law
@given(scenarios(), st.randoms(use_true_random=False))
def test_order_does_not_matter(written: Json, random: st.DataObject) -> None:
    changed = copy.deepcopy(written)
    random.shuffle(changed["policies"]["identity"])
    for _, document in documents_of(changed):
        statements = statements_of(document)
        random.shuffle(statements)
        for statement in statements:
            for value in statement.values():
                if isinstance(value, list):
                    random.shuffle(value)
    before, after = decision_on(written), decision_on(changed)
    assert (before.verdict, before.denied_by) == (after.verdict, after.denied_by)
    assert before.depends_on == after.depends_on


@law
@given(scenarios())
def test_the_case_of_an_action_does_not_matter(written: Json) -> None:
    before = decision_on(written)
    written["request"]["action"] = written["request"]["action"].swapcase()
    assert decision_on(written).verdict is before.verdict


@law
@given(scenarios())
def test_removing_a_deny_never_denies(written: Json) -> None:
    milder = without(written, lambda statement: statement["Effect"] == "Deny")
    assert worth(milder) >= worth(written)


@law
@given(scenarios())
def test_removing_an_allow_never_allows(written: Json) -> None:
    """But for a public statement, whose absence can make a blocked bucket reachable."""
    written["policies"]["resource_settings"].pop("s3_block_public_access", None)
    poorer = without(written, lambda statement: statement["Effect"] == "Allow")
    assert worth(poorer) <= worth(written)


@law
@given(scenarios(), st.sampled_from(("scps", "rcps", "vpc_endpoint", "boundary", "session")))
def test_adding_a_gate_never_allows(written: Json, gate: str) -> None:
    """But for the policy of a federated session, without which the session has nothing."""
    assume(not (gate == "session" and "federated" in written["request"]["principal"]))
    policies = written["policies"]
    gated = worth(written)
    empty: Json = [] if gate in ("scps", "rcps", "session") else None
    policies[gate] = empty
    assert worth(written) >= gated


@law
@given(scenarios())
def test_gates_cannot_grant(written: Json) -> None:
    assume(is_account(written) and not is_free(written))
    written["policies"] |= {"identity": [], "resource": None, "kms_grants": []}
    assert decision_on(written).verdict.denied


@law
@given(scenarios())
def test_another_account_needs_both_sides(written: Json) -> None:
    assume(is_account(written) and not is_free(written))
    request = written["request"]
    assume(request["resource_account"] != request["principal_account"])
    written["policies"]["kms_grants"] = []
    for side, nothing in (("identity", []), ("resource", None)):
        half = copy.deepcopy(written)
        half["policies"][side] = nothing
        assert decision_on(half).verdict.denied


@law
@given(scenarios(), st.sampled_from(("sts:GetCallerIdentity", "sts:GetSessionToken")))
def test_no_policy_of_the_identity_takes_away_what_needs_no_permission(
    written: Json, action: str
) -> None:
    written["request"] |= {"action": action, "resource": "*", "resource_account": A}
    assume(is_free(written))
    stopped = without(written, lambda statement: True)
    stopped["policies"] |= {"scps": [], "rcps": [], "vpc_endpoint": None, "resource": None}
    deny = {"Version": "2012-10-17", "Statement": {"Effect": "Deny", **EVERYTHING}}
    stopped["policies"] |= {"identity": [{"name": "deny", "document": deny}], "boundary": deny}
    assert decision_on(stopped).verdict is Verdict.ALLOW
    assert not decision_on(written).verdict.denied


@law
@given(scenarios())
def test_a_service_has_no_identity_side(written: Json) -> None:
    written["request"] |= {"principal": "events.amazonaws.com", "principal_account": None}
    before = decision_on(written)
    written["policies"] |= {"identity": [], "scps": []}
    after = decision_on(written)
    assert (after.verdict, after.denied_by) == (before.verdict, before.denied_by)


def check_no_guess(data: st.DataObject, written: Json) -> None:
    """What is claimed holds however the unknown keys, names and values turn out."""
    written, names = data.draw(half_known(written))
    claimed = decision_on(written)
    assume(claimed.verdict is not Verdict.UNKNOWN)
    try:
        outcome = decision_on(data.draw(completed(written, names)))
    except (PolicyError, ScenarioError):
        return
    if claimed.verdict is Verdict.ALLOW:
        assert outcome.verdict is Verdict.ALLOW
    else:
        assert outcome.verdict.denied


def check_pivot(data: st.DataObject, written: Json) -> None:
    """What hangs on one thing is unknown while nobody knows it, and names it; else it is not."""
    every = [one for _, document in documents_of(written) for one in statements_of(document)]
    name, *ways = data.draw(pivots(written, every))
    unsettled, one, other = map(decision_on, ways)
    assume(Verdict.UNKNOWN not in (one.verdict, other.verdict))
    if one.verdict.denied != other.verdict.denied:
        assert unsettled.verdict is Verdict.UNKNOWN
        assert name in unsettled.depends_on
    else:
        assert unsettled.verdict is not Verdict.UNKNOWN
        assert unsettled.verdict.denied == one.verdict.denied


@soundness
@given(st.data(), scenarios())
def test_an_allow_and_a_deny_are_never_a_guess(data: st.DataObject, written: Json) -> None:
    check_no_guess(data, written)


@pytest.mark.nightly
@many
@given(st.data(), scenarios())
def test_no_allow_and_no_deny_of_many_is_a_guess(data: st.DataObject, written: Json) -> None:
    check_no_guess(data, written)


@soundness
@given(st.data(), granted())
def test_what_hangs_on_one_unknown_is_unknown_and_nothing_else_is(
    data: st.DataObject, written: Json
) -> None:
    check_pivot(data, written)


@pytest.mark.nightly
@many
@given(st.data(), granted())
def test_what_hangs_on_one_unknown_of_many_is_unknown(data: st.DataObject, written: Json) -> None:
    check_pivot(data, written)


@law
@given(scenarios())
def test_an_unknown_verdict_says_what_it_depends_on(written: Json) -> None:
    decision = decision_on(written)
    assert bool(decision.depends_on) == (decision.verdict is Verdict.UNKNOWN)
