"""What is read straight from JSON is what the grammar reads, and what the grammar refuses stays refused."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import documents
from tests.written import written
from xacct_guard.errors import PolicyError
from xacct_guard.iam.grammar import parse_policy
from xacct_guard.iam.plain_statement import plain_statements
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.iam.symbol import Symbol
from xacct_guard.read import Raw, read_value
from xacct_guard.span import Source

SOURCE = Source("account.sqlite", "")
REJECTED = [case["document"] for case in written(Path(__file__).parent / "rejected.yaml")]
ORDINARY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Read",
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:List*"],
            "NotResource": "arn:aws:s3:::models/*",
            "Condition": {
                "StringEquals": {"aws:PrincipalOrgID": "o-example"},
                "ForAnyValue:StringLike": {"aws:TagKeys": ["a", "b"]},
            },
        }
    ],
}
ODD = st.sampled_from(
    [
        *(None, True, 7, 1.5, "", "*", "Allow", "Deny", "s3:Get", "s3", [], {}, ["*"], [None], [7]),
        *(
            {"a": "b"},
            [[]],
            "no arn",
            "StringEquals",
            str(Symbol("X")),
            f"arn:aws:s3:::{Symbol('X')}",
        ),
        *("${aws:username}", "10.0.0.0/8", "true", "Sid1", "a b"),
    ]
).map(deepcopy)
KEYS = (
    "Sid",
    "Principal",
    "Action",
    "NotAction",
    "Resource",
    "Condition",
    "Effect",
    "Extra",
    "s3:prefix",
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Each list or object within a value, with each key that it has."""
    held = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [(value, key) for key, _ in held] + [at for _, each in held for at in places(each)]


@st.composite
def spoiled(draw: st.DrawFn) -> Any:
    """A document, as drawn or with something odd in it, left out, added or said twice."""
    document = deepcopy(
        draw(st.just(ORDINARY) | documents("identity", "s3:GetObject", "arn:aws:s3:::b/k"))
    )
    for _ in range(draw(st.integers(0, 2))):
        at, key = draw(st.sampled_from(places(document)))
        match draw(st.sampled_from(("put", "drop", "add", "twice"))):
            case "put":
                at[key] = draw(ODD)
            case "drop":
                del at[key]
            case "add" if isinstance(at, dict):
                at[draw(st.sampled_from(KEYS))] = draw(ODD)
            case _ if isinstance(at, list):
                at.append(deepcopy(at[0]))
        if not places(document):
            break
    return document


def outcome(document: Any, later: tuple[str, ...]) -> object:
    node = read_value({"Document": document}, SOURCE, later=later).mapping["Document"]
    try:
        read = parse_policy(node, PolicyKind.IDENTITY, "p")
    except PolicyError as error:
        return error.message, error.at, error.help
    return read.statements, [each.hollow for each in read.statements], read.version, read.unresolved


@given(document=spoiled())
def test_a_policy_read_straight_from_json_is_the_policy_that_the_grammar_reads(document):
    assert outcome(document, ("Document",)) == outcome(document, ())


@pytest.mark.parametrize("document", REJECTED, ids=str)
def test_what_aws_rejects_is_rejected_with_the_same_words(document):
    assert outcome(document, ("Document",)) == outcome(document, ())


def test_an_ordinary_policy_is_read_straight():
    found = plain_statements(Raw(ORDINARY, SOURCE, ()), "p", variables=True)
    assert found is not None
    assert [each.text for each in found[0].actions] == ["s3:GetObject", "s3:List*"]
