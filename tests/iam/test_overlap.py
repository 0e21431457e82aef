"""Two patterns overlap where one text matches both."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xacct_guard.iam.overlap import may_overlap, may_overlap_as_arns
from xacct_guard.iam.pattern import match
from xacct_guard.iam.symbol import Symbol
from xacct_guard.iam.truth import Truth

MADE = Symbol("bucket", "train-data-*", created=True)
GIVEN = Symbol("parameter", "*")
PATTERN = st.text("ab/*?", max_size=6)


@pytest.mark.parametrize(
    ("one", "other", "overlaps"),
    [
        ("a*", "*b", True),
        ("a*", "b*", False),
        ("a?c", "ab*", True),
        ("*/*", "bucket", False),
        ("*/*", "bucket*", True),
        (f"{MADE}", "*/*", False),  # a name that is made has no slash
        (f"{MADE}/*", "*/*", True),
        (f"{MADE}", "train-*", True),
        (f"{MADE}", "prod-*", False),
        (f"{GIVEN}", "*/*", True),  # what is given may be anything
        ("", "*", True),
        ("", "?", False),
    ],
)
def test_patterns_overlap_where_some_text_matches_both(one, other, overlaps):
    assert may_overlap(one, other) is overlaps
    assert may_overlap(other, one) is overlaps


def test_arns_are_compared_part_by_part():
    assert not may_overlap_as_arns("arn:aws:s3:::a", "arn:aws:sqs:*:*:a")
    assert not may_overlap_as_arns("arn:*:s3:::a", "arn:aws:sqs:us-east-1:111111111111:s3:::a")
    assert may_overlap_as_arns("arn:aws:*:*:*:*", "arn:aws:sqs:us-east-1:111111111111:a")
    assert may_overlap_as_arns("*", "arn:aws:s3:::a")


@given(PATTERN, PATTERN, st.text("ab/", max_size=6))
def test_what_matches_both_overlaps(one, other, text):
    if match(one, text) is Truth.YES and match(other, text) is Truth.YES:
        assert may_overlap(one, other)


@given(PATTERN, st.text("ab/", max_size=6))
def test_a_text_without_wildcards_overlaps_what_matches_it_and_nothing_else(pattern, text):
    assert may_overlap(pattern, text) is (match(pattern, text) is Truth.YES)
