"""Roles that wait for each other: what is written instead of their names is enough, and no more than that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import yaml
from reading import expected, read_back, written

from xacct_guard.blueprint.account_root import principals_of
from xacct_guard.blueprint.deployment import Deployment
from xacct_guard.grants.alone import alone
from xacct_guard.grants.generate import generate
from xacct_guard.grants.prove import prove
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.run import Model, Options, model_of

HOME, AWAY = "111111111111", "222222222222"
ONE, TWO = f"arn:aws:iam::{HOME}:role/one", f"arn:aws:iam::{HOME}:role/two"
FAR = f"arn:aws:iam::{AWAY}:role/far"


def estate(folder: Path, entries: Sequence[tuple[str, str]]) -> Model:
    """Each role takes on the other, in a flow of its own."""
    flows = [
        {
            "name": f"flow {number}",
            "account": "home" if HOME in by else "away",
            "principal": by,
            "steps": [{"call": "assume-role", "role": role}],
        }
        for number, (by, role) in enumerate(entries)
    ]
    config: Mapping[str, object] = {
        "accounts": {
            "home": {"id": HOME, "regions": ["us-east-1"]},
            "away": {"id": AWAY, "regions": ["us-east-1"]},
        },
        "flows": flows,
    }
    (folder / "xacct-guard.yaml").write_text(yaml.safe_dump(config))
    return model_of((folder,), Options())


CIRCLES = pytest.mark.parametrize(
    "entries",
    [
        pytest.param([(ONE, ONE)], id="a role that takes on itself"),
        pytest.param([(ONE, TWO), (TWO, ONE)], id="two of one account"),
        pytest.param([(ONE, FAR), (FAR, ONE)], id="two of two accounts"),
        pytest.param([(ONE, TWO), (TWO, FAR), (FAR, ONE)], id="three"),
        pytest.param([(ONE, FAR), (TWO, FAR), (FAR, ONE), (FAR, TWO)], id="one with two"),
    ],
)


@CIRCLES
def test_a_role_named_by_its_account_may_what_it_did(tmp_path, entries):
    model = estate(tmp_path, entries)
    generation = generate(model.paths, model.graph)
    found = Deployment.of(generation, model.graph, model.estate.parts)
    assert found.order(whole=True).stuck == ()
    proof = prove(alone(model.graph, found.policies), necessary=False)
    assert (proof.required, proof.lacking, proof.open) == (len(entries), (), ())
    assert proof.contained


@CIRCLES
def test_no_trust_policy_names_a_role_that_does_not_exist(tmp_path, entries):
    model = estate(tmp_path, entries)
    found = Deployment.of(generate(model.paths, model.graph), model.graph)
    created: set[str] = set()
    for step in found.order(whole=True).steps:
        for piece in step.pieces:
            policy = piece.policy
            if policy is not None and policy.kind is PolicyKind.TRUST:
                named = {each for line in policy.lines for each in principals_of(line)}
                assert {each for each in named if ":role/" in each} <= created
                created.add(policy.attached_to)
    assert created == {role for _, role in entries}


@CIRCLES
@pytest.mark.parametrize("format", ["cloudformation", "terraform"])
def test_templates_say_the_same_and_refer_to_nothing_in_a_circle(tmp_path, entries, format):
    model = estate(tmp_path, entries)
    found = Deployment.of(generate(model.paths, model.graph), model.graph)
    blueprint = written(found, format)
    assert read_back(blueprint, found) == expected(found)
    if format == "cloudformation":
        from cfnlint.api import lint

        assert [str(each) for document in blueprint.documents for each in lint(document.text)] == []
