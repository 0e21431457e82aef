"""A step is decided once; what is another request is decided by itself."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.graph.step import Page, Stand, Step
from xacct_guard.span import Source, Span
from xacct_guard.trace import answer
from xacct_guard.trace.answers import Answers

A = "111111111111"
STEP = Step(
    "read it",
    f"arn:aws:iam::{A}:role/r",
    "s3:GetObject",
    "arn:aws:s3:::b/k",
    A,
    "us-east-1",
    Page("a page"),
    Span(Source("one", "")),
)
TOLD = {
    "says": "read it again",
    "page": Page("another"),
    "span": Span(Source("other", "")),
    "optional": True,
    "supposing": "whether it is made",
}
DECIDES = {
    "principal": f"arn:aws:iam::{A}:role/s",
    "action": "s3:PutObject",
    "resource": "arn:aws:s3:::b/l",
    "account": "222222222222",
    "region": "eu-west-1",
    "context": {"s3:prefix": "p"},
    "absent": frozenset({"s3:prefix"}),
    "key": f"arn:aws:kms:us-east-1:{A}:key/k",
    "unknown": frozenset({"s3:prefix"}),
    "stand": Stand("vpc-1"),
    "local": True,
    "cannot": "it is read by nobody",
    "or_by": f"arn:aws:iam::{A}:role/s",
}


def test_everything_of_a_step_is_told_or_decides():
    assert {*TOLD, *DECIDES} == {each.name for each in fields(Step)}


@pytest.mark.parametrize("name", TOLD)
def test_how_a_step_is_told_decides_nothing(name: str):
    answers, other = Answers(AccessGraph()), replace(STEP, **{name: TOLD[name]})
    assert answers.of(other) is answers.of(STEP)
    assert answer(other, AccessGraph()) == answer(STEP, AccessGraph())


@pytest.mark.parametrize("name", DECIDES)
def test_another_request_is_decided_by_itself(name: str):
    answers, other = Answers(AccessGraph()), replace(STEP, **{name: DECIDES[name]})
    assert answers.of(other) is not answers.of(STEP)
    assert answers.of(other) == answer(other, AccessGraph())
