"""A proof notices: what is missing, what is too much, what nothing needs."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from xacct_guard.grants.alone import alone
from xacct_guard.grants.document import Line
from xacct_guard.grants.generate import Generated, generate
from xacct_guard.grants.prove import Proof, prove
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.run import Model, Options, model_of

FOLDER = Path(__file__).parents[2] / "fixtures/systems/three-account-codepipeline"


@cache
def model(state: str) -> Model:
    folder = FOLDER / state
    return model_of((folder,), Options(config=folder / "xacct-guard.yaml"))


@cache
def policies() -> tuple[Generated, ...]:
    found = model("corrected")
    return generate(found.paths, found.graph).policies


def proved(*given: Generated, necessary: bool = False) -> Proof:
    return prove(alone(model("corrected").graph, given), necessary=necessary)


@pytest.mark.parametrize("kind", [PolicyKind.IDENTITY, PolicyKind.TRUST, PolicyKind.RESOURCE])
def test_without_a_policy_something_is_lacking(kind):
    gone = next(one for one in policies() if one.kind is kind)
    found = proved(*(one for one in policies() if one is not gone))
    assert not found.sufficient


def widened(kind: PolicyKind, name: str, **members: object) -> tuple[Generated, ...]:
    """The policies, with one statement more in the first of this kind on what has the name."""
    more = Line({"Sid": "More", "Effect": "Allow", **members}, ("the test",))
    return tuple(
        replace(one, lines=(*one.lines, more))
        if one.kind is kind and name in one.attached_to
        else one
        for one in policies()
    )


def test_a_role_that_may_read_another_object_is_found():
    given = widened(
        PolicyKind.IDENTITY,
        "CodePipelineServiceRole",
        Action="s3:GetObject",
        Resource="arn:aws:s3:::ml-artifacts-111111111111/*",
    )
    found = proved(*given, necessary=True)
    assert found.sufficient
    assert {one.action for one in found.excess} == {"s3:GetObject"}
    assert any("another object" in one.resource for one in found.excess)
    assert [(one.statement.sid, one.element) for one in found.spare or ()] == [("More", "")]


def test_a_bucket_that_is_open_to_a_foreign_account_is_found():
    given = widened(
        PolicyKind.RESOURCE,
        "ml-artifacts",
        Principal={"AWS": "arn:aws:iam::000000000000:root"},
        Action="s3:GetObject",
        Resource="arn:aws:s3:::ml-artifacts-111111111111/*",
    )
    assert "arn:aws:iam::000000000000:role/stranger" in {
        one.principal for one in proved(*given).excess
    }


def test_a_condition_does_not_hide_what_is_allowed_under_it():
    given = widened(
        PolicyKind.TRUST,
        "CodePipelinePassRoleForC",
        Principal={"AWS": "arn:aws:iam::000000000000:root"},
        Action="sts:AssumeRole",
        Condition={"StringEquals": {"sts:ExternalId": "x"}},
    )
    assert ("arn:aws:iam::000000000000:role/stranger", "sts:AssumeRole") in {
        (one.principal, one.action) for one in proved(*given).excess
    }


def test_one_entry_too_many_is_told_from_the_statement_that_is_needed():
    def more(line: Line) -> Line:
        return replace(
            line, written={**line.written, "Action": ["s3:GetObject", "s3:PutObjectAcl"]}
        )

    given = tuple(
        replace(
            one,
            lines=tuple(more(line) if line.sid == "S3GetObject" else line for line in one.lines),
        )
        if one.kind is PolicyKind.IDENTITY and "EndpointRole" in one.attached_to
        else one
        for one in policies()
    )
    spare = proved(*given, necessary=True).spare or ()
    assert [(one.element, one.entry and one.entry.text) for one in spare] == [
        ("Action", "s3:PutObjectAcl")
    ]


def test_the_published_policies_are_neither_sufficient_nor_contained():
    found = prove(model("as-published").graph, model("as-published").paths, necessary=False)
    assert not found.sufficient
    assert not found.contained
