"""Exit codes: the one place that decides them."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from ..finding import Severity

if TYPE_CHECKING:
    from ..verdicts import Report

NEVER = "never"
LEVELS = (*(severity.value for severity in Severity), NEVER)


class Exit(IntEnum):
    """What the process says to its caller; where several hold, INTERRUPTED, INCOMPLETE, FOUND."""

    CLEAN = 0
    FOUND = 1
    INCOMPLETE = 2
    NOTHING = 3
    INTERRUPTED = 130


def of_report(
    report: Report, *, nothing: bool = False, fail_on: str = NEVER, unknown_fails: bool = False
) -> Exit:
    """The exit code of a run: a denied stage fails whatever `fail_on` says of findings.

    What is suppressed, and a stage that is accepted, count for nothing.
    """
    if report.failures:
        return Exit.INCOMPLETE
    if nothing:
        return Exit.NOTHING
    fails = report.fails(bar_of(fail_on), unknown_fails=unknown_fails)
    return Exit.FOUND if fails else Exit.CLEAN


def bar_of(fail_on: str) -> Severity | None:
    """The least severity for which a run fails; None for `never`."""
    return None if fail_on == NEVER else Severity(fail_on)
