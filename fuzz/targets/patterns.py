"""Patterns: wildcards, ARNs, and how they cover and meet each other."""

from __future__ import annotations

from xacct_guard.iam.arn_pattern import completed, match_arn, match_resource, odd_part
from xacct_guard.iam.pattern import match
from xacct_guard.iam.truth import Truth

from ..target import Target


class DisagreementError(Exception):
    """Two ways to the same answer gave two answers."""


def take(data: bytes) -> None:
    """The first line is the pattern, the second the text; without wildcards a pattern is its text."""
    pattern, _, value = data.decode("utf-8", errors="replace").partition("\n")
    found = match(pattern, value)
    match(pattern, value, ignore_case=True)
    for of_arns in (match_arn, match_resource):
        of_arns(pattern, value)
    completed(pattern)
    odd_part(pattern)
    is_plain = not any(char in pattern or char in value for char in "*?$") and _is_ascii(
        pattern + value
    )
    if is_plain and (found is Truth.YES) != (pattern == value):
        raise DisagreementError(f"{pattern!r} {value!r} {found}")
    if match("*", value) is Truth.NO or (
        match(pattern, pattern) is Truth.NO and "$" not in pattern
    ):
        raise DisagreementError(f"{pattern!r} {value!r}")


def _is_ascii(text: str) -> bool:
    return text.isascii()


TARGET = Target(
    "patterns",
    take,
    (),
    (
        "arn:aws:s3:::b/*/k?\narn:aws:s3:::b/a/kk",
        "*a*b*c*d*e*f*\n" + "abcdef" * 50,
        "arn:*:iam::*:role/*\narn:aws:iam::111111111111:role/x/y",
        "${*}a${?}\n*a?",
    ),
)
