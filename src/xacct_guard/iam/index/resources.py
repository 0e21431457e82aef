"""The Resource and NotResource elements, compiled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from ..arn_pattern import completed, match_resource, odd_part
from ..match import resource_matches
from ..policy import Statement, Written
from ..symbol import has_symbol
from .texts import TextTest, is_wild, matching
from .truths import NO, YES, Test

_SEGMENTS = 6


@lru_cache(maxsize=1 << 12)
def covers(entries: tuple[str, ...]) -> TextTest | None:
    """The test for entries that are patterns for any request; None: they cover everything."""
    if "*" in entries:
        return None
    simple: list[str] = []
    others: list[str] = []
    for entry in entries:
        (simple if _has_plain_head(entry) else others).append(entry)
    return _either(matching(simple), others) if others else matching(simple)


def _has_plain_head(entry: str) -> bool:
    """Are there six segments, with wildcards in the sixth at most? Then it is one plain glob.

    But for a wildcard where none is allowed, of which nobody knows what it does.
    """
    parts = entry.split(":", _SEGMENTS - 1)
    is_whole = len(parts) == _SEGMENTS and not any(map(is_wild, parts[:-1]))
    return is_whole and odd_part(entry) is None


def _either(simple: TextTest, others: Sequence[str]) -> TextTest:
    def test(resource: str) -> int:
        truth = simple(resource)
        for pattern in others:
            if truth == YES:
                return YES
            truth = max(truth, match_resource(pattern, resource))
        return truth

    return test


def plain_resources(statement: Statement) -> tuple[str, ...] | None:
    """The entries of Resource, if all are patterns for any request; `*` where there is no element."""
    if statement.not_resources:
        return None
    entries = _texts(statement, statement.resources) or ("*",)
    return entries if _is_plain(statement, entries) else None


def resource_test(statement: Statement) -> Test:
    """The test for a statement without `plain_resources`."""
    entries = _texts(statement, statement.not_resources)
    if not entries or not _is_plain(statement, entries):
        return lambda asked: resource_matches(statement, asked.request).truth
    listed = covers(entries)
    if listed is None:
        return lambda _: NO
    return lambda asked: YES - listed(asked.resource)


def _texts(statement: Statement, entries: Iterable[Written]) -> tuple[str, ...]:
    texts = (entry.text for entry in entries)
    return tuple(map(completed, texts) if statement.completes else texts)


def _is_plain(statement: Statement, entries: Iterable[str]) -> bool:
    return not any(
        has_symbol(entry) or (statement.variables and "${" in entry) for entry in entries
    )
