"""What `fix` has done, in words, as a patch and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ...iam.symbol import shown
from ...mend.mended import Left, Mended
from ...mend.patch import patch
from ...terminal.cells import clean
from ...terminal.json_text import json_text
from .. import complaint

if TYPE_CHECKING:
    from ...finding import Finding
    from ...run import Run


def as_patch(done: Iterable[Mended]) -> str:
    """The unified diff of all files."""
    return "".join(map(patch, done))


def as_text(done: Iterable[Mended], *, quiet: bool, would: bool = False) -> str:
    """What was fixed, what was not and why, and how much there is that no edit is known for."""
    every = tuple(done)
    lines = [
        line
        for each in every
        for line in (*_fixed(each, would=would), *_refused(each, quiet=quiet))
    ]
    lines += _rest(every, would=would)
    return "".join(f"{line}\n" for line in lines)


def _fixed(mended: Mended, *, would: bool) -> Iterator[str]:
    verb = "would fix" if would else "fixed"
    for finding in mended.fixed:
        summary = finding.fix.summary if finding.fix else ""
        yield clean(f"{verb} {_told(finding)}: {shown(summary)}")


def _refused(mended: Mended, *, quiet: bool) -> Iterator[str]:
    for left in mended.left if not quiet else ():
        if left.why and not left.needs_unsafe:
            yield clean(f"not fixed {_told(left.finding)}: {left.why}")
    for left in mended.left if not quiet else ():
        if left.needs_unsafe:
            yield clean(f"only with --unsafe {_told(left.finding)}: {left.why}")


def _rest(every: tuple[Mended, ...], *, would: bool) -> Iterator[str]:
    fixed = sum(len(each.fixed) for each in every)
    left = [left for each in every for left in each.left]
    files = sum(len(each.after) for each in every)
    verb = "to be fixed" if would else "fixed"
    yield f"{fixed} {verb} in {files} file{'' if files == 1 else 's'}, {len(left)} left"
    by_hand = Counter(each.finding.rule for each in left if not each.why)
    if by_hand:
        told = ", ".join(f"{rule} ({count})" for rule, count in sorted(by_hand.items()))
        yield f"left for a person: {told}"


def _told(finding: Finding) -> str:
    return f"{finding.at or '(no place)'} {finding.rule}: {shown(finding.message)}"


def as_json(done: Iterable[Mended], *, is_written: bool) -> str:
    """The same for programs, with the patch."""
    every = tuple(done)
    document = {
        "version": 1,
        "written": is_written,
        "fixed": [_members(finding) for each in every for finding in each.fixed],
        "left": [_left(left) for each in every for left in each.left],
        "files": sorted(name for each in every for name in each.names.values()),
        "patch": as_patch(every),
    }
    return json_text(document)


def _members(finding: Finding) -> dict[str, object]:
    at = finding.at
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": shown(finding.message),
        "file": at.source.name if at else None,
        "line": at.line if at else None,
        "column": at.column if at else None,
        "fix": shown(finding.fix.summary) if finding.fix else None,
    }


def _left(left: Left) -> dict[str, object]:
    why = left.why or "no edit is known for it"
    return {**_members(left.finding), "why": why, "needs_unsafe": left.needs_unsafe}


def failures_told(run: Run) -> None:
    """What could not be read or judged."""
    for failure in run.report.failures:
        complaint.about(failure)
