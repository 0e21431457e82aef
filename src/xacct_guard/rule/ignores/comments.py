"""Ignores in comments: `# xacct-guard: ignore[rule, rule] reason until=2027-01-31 owner=team`.

A comment speaks of the line it stands on, or of the next one where it stands alone, and of what is indented
beneath that line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...span import Source, Span
from .ignore import Ignore, Lines, fault_of, last_day

_MARK = "xacct-guard:"
_COMMENT = re.compile(
    r"(?:#|//)\s*xacct-guard:\s*ignore\b(?:\[(?P<rules>[^\]]*)\])?(?P<said>.*?)(?=\s#\s|$)"
)
_ALONE = re.compile(r"\s*(?:#|//|$)")
_MEMBER = re.compile(r"\b(until|owner)=(\S*)")
_CLOSING = ("}", "]", ")")


def in_comments(source: Source) -> Iterator[Ignore]:
    """The ignores in the comments of a text (YAML, HCL; JSON has no comments)."""
    if _MARK not in source.text:
        return
    lines = source.text.splitlines()
    for number, line in enumerate(lines, 1):
        found = _COMMENT.search(line) if _MARK in line else None
        if found is not None:
            yield _ignore(found, source, number, lines)


def _ignore(found: re.Match[str], source: Source, number: int, lines: list[str]) -> Ignore:
    members = dict(_MEMBER.findall(found["said"]))
    reason = " ".join(_MEMBER.sub("", found["said"]).split())
    rules = tuple(name.strip() for name in (found["rules"] or "").split(",") if name.strip())
    until, fault = last_day(members.get("until"))
    begin = found.start() + 1
    span = Span(source, (), number, begin, number, found.end() + 1)
    return Ignore(
        rules,
        span,
        _covered(lines, number, source.name),
        reason,
        until,
        members.get("owner") or None,
        fault or fault_of(rules, reason),
    )


def _covered(lines: list[str], number: int, file: str) -> Lines:
    """The line that the comment speaks of, and what is indented beneath it."""
    first = number
    while first <= len(lines) and _ALONE.match(lines[first - 1]):
        first += 1
    if first > len(lines):
        return Lines(file, number, number)
    own, last = _depth(lines[first - 1]), first
    for at, line in enumerate(lines[first:], first + 1):
        if not line.strip():
            continue
        if _depth(line) <= own and not _goes_on(lines[first - 1], line, own):
            break
        last = at
    return Lines(file, first, last)


def _goes_on(first: str, line: str, depth: int) -> bool:
    """Does a line of the same depth still belong to the first? A closing bracket, or a list under its key."""
    if _depth(line) < depth:
        return False
    text = line.strip()
    is_key = first.partition(" #")[0].rstrip().endswith(":") and not first.lstrip().startswith("- ")
    return text.startswith(_CLOSING) or (is_key and text.startswith("- "))


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
