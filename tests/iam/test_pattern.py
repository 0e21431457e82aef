"""Wildcards and symbols."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xacct_guard.iam.arn_pattern import match_arn, match_resource
from xacct_guard.iam.pattern import match
from xacct_guard.iam.symbol import Symbol
from xacct_guard.iam.truth import Truth
from xacct_guard.iam.wildcard import quoted

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN

BUCKET = str(Symbol("bucket", "train-bucket-*", created=True))
OTHER = str(Symbol("other", "train-bucket-*", created=True))
KEY = str(Symbol("key", "????????-????", created=True))
ACCOUNT = str(Symbol("AccountId", "?" * 12))
NAME = str(Symbol("Name"))
ARN = str(Symbol("BucketArn"))


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        ("a*c", "abbbc", YES),
        ("a*c", "abbbd", NO),
        ("a?c", "abc", YES),
        ("a?c", "ac", NO),
        ("*", "", YES),
        ("**", "x", YES),
        ("?*", "", NO),
        ("a*b*c", "aXbXbXc", YES),
        ("*ab", "ab", YES),
        ("ab*ab", "ab", NO),
        ("a*?", "a", NO),
        ("*?a*", "ba", YES),
        ("a.c", "abc", NO),
        ("a+(b)*", "a+(b)c", YES),
        ("a\nb*", "a\nbc", YES),
    ],
)
def test_a_pattern_matches_the_whole_value(pattern: str, value: str, expected: Truth) -> None:
    assert match(pattern, value) is expected


def test_case_counts_unless_it_is_asked_not_to() -> None:
    assert match("S3:Get*", "s3:getobject") is NO
    assert match("S3:Get*", "s3:getobject", ignore_case=True) is YES


def test_a_quoted_wildcard_matches_only_itself() -> None:
    assert match(quoted("a*?"), "a*?") is YES
    assert match(quoted("a*?"), "abc") is NO


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        ("*a" * 30 + "b", "a" * 10_000),
        ("*a?" * 30 + "b", "a" * 10_000),
        ("*" + "?" * 30 + "b*c", "a" * 10_000),
        ("*ab" * 30 + "*", "ab" * 5_000),
    ],
)
def test_thirty_stars_cost_no_more_than_the_length_of_both(pattern: str, value: str) -> None:
    match(pattern, value[:100])  # compiles it
    started = time.perf_counter()
    match(pattern, value)
    assert time.perf_counter() - started < 0.05  # measured: under 1 ms


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        # what a created bucket is, and is not
        ("*", BUCKET, YES),
        ("train-*", BUCKET, YES),
        ("prod-*", BUCKET, NO),
        ("train-bucket-a*", BUCKET, UNKNOWN),
        ("train-bucket-abc", BUCKET, NO),
        (BUCKET, BUCKET, YES),
        (BUCKET + "/*", BUCKET + "/data", YES),
        (BUCKET, OTHER, NO),
        (BUCKET + "/*", OTHER + "/data", NO),
        (BUCKET + "*", OTHER, NO),
        (BUCKET, BUCKET + "/data", NO),
        (BUCKET + "/*", "train-bucket-abc/data", NO),
        ("*-????", KEY, YES),
        ("????????-*", KEY, YES),
        ("?????-*", KEY, UNKNOWN),
        # what an open value may be
        (NAME, "x", UNKNOWN),
        ("x", NAME, UNKNOWN),
        (NAME, NAME, YES),
        ("*", NAME, YES),
        ("a" + NAME, "ab", UNKNOWN),
        ("a" + NAME, "b", NO),
        (ACCOUNT, "111122223333", UNKNOWN),
        ("111122223333", ACCOUNT, UNKNOWN),
        ("1111", ACCOUNT, NO),
        (NAME + "/*", NAME + "/a/b", YES),
        (NAME, BUCKET, UNKNOWN),
        (BUCKET, NAME, UNKNOWN),
    ],
)
def test_a_symbol_is_itself_and_nothing_known_before(
    pattern: str, value: str, expected: Truth
) -> None:
    assert match(pattern, value) is expected


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        ("*", "arn:aws:s3:::b", YES),
        ("*", "*", YES),
        ("arn:aws:s3:::*", "*", NO),
        ("arn:aws:s3:::ml*", "arn:aws:s3:::ml-train/data", YES),
        ("arn:aws:s3:*:*:b", "arn:aws:s3:::b", YES),
        ("arn:*:s3:::b", "arn:aws-cn:s3:::b", YES),
        ("arn:aws:sqs:us-*:1:q", "arn:aws:sqs:us-east-1:1:q", YES),
        ("arn:aws:sqs:us-east-1:1:*", "arn:aws:sqs:eu-west-1:1:q", NO),
        ("arn:aws:lambda:r:1:function:f", "arn:aws:lambda:r:1:function:f:prod", NO),
        ("arn:aws:lambda:r:1:function:f*", "arn:aws:lambda:r:1:function:f:prod", YES),
        ("arn:aws:logs:r:1:log-group:/a/*", "arn:aws:logs:r:1:log-group:/a/b:log-stream:c", YES),
        # readings that AWS leaves open
        ("arn:aws:s3:*", "arn:aws:s3:::b", UNKNOWN),
        ("arn:aws:logs:*:*:log-stream:c", "arn:aws:logs:r:1:log-group:a:log-stream:c", UNKNOWN),
        ("arn:aws:logs:*:*:log-stream:c", "arn:aws:logs:r:1:log-group:a", NO),
        # symbols
        (f"arn:aws:s3:::{BUCKET}/*", f"arn:aws:s3:::{BUCKET}/k", YES),
        ("arn:aws:s3:::*", f"arn:aws:s3:::{BUCKET}/k", YES),
        ("arn:aws:sqs:*:*:*", f"arn:aws:s3:::{BUCKET}", NO),
        (ARN, "arn:aws:s3:::b", UNKNOWN),
        (ARN, ARN, YES),
        (f"{ARN}/*", f"{ARN}/data", YES),
        (f"{ARN}/*", "arn:aws:s3:::b/data", UNKNOWN),
        (f"{ARN}/*", "arn:aws:s3:::b", NO),
        ("arn:aws:s3:::*", ARN, UNKNOWN),
        ("*", ARN, YES),
        (f"arn:aws:iam::{ACCOUNT}:role/r", "arn:aws:iam::111122223333:role/r", UNKNOWN),
        (f"arn:aws:iam::{ACCOUNT}:role/r", "arn:aws:iam::111122223333:role/s", NO),
        ("arn:aws:iam::*:role/r", f"arn:aws:iam::{ACCOUNT}:role/r", YES),
        ("arn:aws:sagemaker:*:*:domain/*", f"arn:aws:sagemaker:r:1:model/{NAME}", NO),  # no colon
        ("arn:aws:logs:*:*:log-stream:c", f"arn:aws:logs:r:1:log-group:{NAME}", NO),
        (
            "arn:aws:logs:*:*:log-stream:c",
            f"arn:aws:logs:r:1:log-group:{NAME}:log-stream:c",
            UNKNOWN,
        ),
    ],
)
def test_a_resource_is_matched_segment_by_segment(
    pattern: str, value: str, expected: Truth
) -> None:
    assert match_resource(pattern, value) is expected


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        ("arn:aws:sns:*:*:t", "arn:aws:sns:us-east-1:1:t", YES),
        ("arn:aws:sns:*:t", "arn:aws:sns:us-east-1:1:t", NO),
        ("arn:*", "arn:aws:sns:us-east-1:1:t", NO),
        ("*", "arn:aws:sns:us-east-1:1:t", UNKNOWN),
        ("*", "not an arn", NO),
        ("arn:aws:s3:::*", "arn:aws:s3:::a:b", YES),
        ("arn:aws:s3:::B", "arn:aws:s3:::b", NO),
        (ARN, "arn:aws:s3:::b", UNKNOWN),
        (f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}", YES),
    ],
)
def test_an_arn_condition_matches_six_segments(pattern: str, value: str, expected: Truth) -> None:
    assert match_arn(pattern, value) is expected


# What follows checks every claim against completions. Literals are made of `a`, `b`, `/`;
# created names hold a `z`, so that none of them was known before.

TEXTS = {
    Symbol("P"): ("", "a", "ab", "b/a", "*", "a*", "?"),
    Symbol("Q", "a*"): ("a", "ab", "a/", "a*b", "a?"),
    Symbol("R", "*", created=True): ("zr", "azr", "zrb"),
    Symbol("S", "a*b", created=True): ("azsb", "abzsab"),
    Symbol("T", "a*b", created=True): ("aztb", "abztab"),
}


def texts(alphabet: str) -> st.SearchStrategy[str]:
    parts = st.text(alphabet, min_size=1, max_size=3) | st.sampled_from([str(one) for one in TEXTS])
    return st.lists(parts, max_size=4).map("".join)


def completed(text: str, values: dict[Symbol, str]) -> str:
    for symbol, value in values.items():
        text = text.replace(str(symbol), value)
    return text


def naive(pattern: str, value: str) -> bool:
    expression = "".join({"*": ".*", "?": "."}.get(one, re.escape(one)) for one in pattern)
    return re.fullmatch(expression, value, re.DOTALL) is not None


@settings(max_examples=1000, deadline=None)
@given(st.data(), texts("ab/*?"), texts("ab/"))
def test_a_claim_about_symbols_holds_in_every_completion(
    data: st.DataObject, pattern: str, value: str
) -> None:
    claim = match(pattern, value)
    values = {symbol: data.draw(st.sampled_from(made)) for symbol, made in TEXTS.items()}
    answer = naive(completed(pattern, values), completed(value, values))
    if claim is not UNKNOWN:
        assert answer is (claim is YES)


@given(st.text("ab*?", max_size=8), st.text("ab", max_size=10))
def test_without_symbols_nothing_is_unknown(pattern: str, value: str) -> None:
    assert match(pattern, value) is (YES if naive(pattern, value) else NO)
