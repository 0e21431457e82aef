"""Snapshots of which a kind was refused, and what a report says only then."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from xacct_guard.finding import Confidence, Finding
from xacct_guard.live import kinds
from xacct_guard.verdicts import Report

LISTINGS = {kind.name: kind.lists.operation for kind in kinds()}
WITHIN = {kind.name: kind.within for kind in kinds()}
IN_DOUBT = "(in doubt: nothing is known of "


def held(snapshot: Path) -> tuple[str, ...]:
    """The kinds of which it has something."""
    with sqlite3.connect(snapshot) as connection:
        return tuple(kind for (kind,) in connection.execute(_KINDS))


_KINDS = "SELECT DISTINCT kind FROM documents ORDER BY kind"


def refused(snapshot: Path, kind: str, folder: Path, account: str = "%") -> Path:
    """A copy, in a file of its own, in which the listing of a kind was refused wherever there is some of it."""
    copy = folder / f"{kind.replace(':', '-')}-{account.strip('%')}.sqlite"
    shutil.copy(snapshot, copy)
    gone = (kind, *(one for one, within in WITHIN.items() if within == kind))
    with sqlite3.connect(copy) as connection:
        connection.execute(
            "INSERT INTO missing SELECT DISTINCT account, region, kind, '', ?, 'AccessDenied', 'no'"
            " FROM documents WHERE kind = ? AND account LIKE ?",
            (LISTINGS[kind], kind, account),
        )
        for each in gone:
            connection.execute(
                "DELETE FROM documents WHERE kind = ? AND account LIKE ?", (each, account)
            )
    connection.close()
    return copy


def begun(before: Report, after: Report) -> Iterator[Finding]:
    """What is found after, and was not before, but for what says that nobody can be sure of it."""
    known = {(each.rule, place) for each in before.findings for place in _places(each)}
    said = {each.message for each in before.findings}
    for each in after.findings:
        is_in_doubt = each.confidence is Confidence.LOW and IN_DOUBT in each.message
        is_known = (each.rule, _places(each)[0]) in known or each.message in said
        if not is_known and not is_in_doubt:
            yield each


def _places(finding: Finding) -> tuple[str, ...]:
    """Where it is shown, and what bears on it: of several places one may have come first before."""
    return tuple(str(each.span.route) for each in finding.locations)
