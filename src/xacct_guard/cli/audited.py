"""What was collected, judged as `check` would, with the drift from templates where that is asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from . import exits
from .output import Sheet
from .settings import Settings
from .sharing import fit_to_share
from .spoken import tell

if TYPE_CHECKING:
    from ..drift import Drift
    from ..drifted import Drifted
    from ..options import Options
    from ..spread.workers import Hire
    from ..version import Version


@dataclass(frozen=True, slots=True)
class Bar:
    """For what the run exits with 1."""

    fail_on: str
    unknown_fails: bool
    no_new_access: bool


@dataclass(frozen=True, slots=True)
class _Held:
    """Templates, accounts and the drift between them."""

    written: Version
    live: Version
    drift: Drift


def checked(
    snapshot: Path,
    settings: Settings,
    options: Options,
    *,
    bar: Bar,
    against: str | None,
    redact: bool,
    hire: Hire | None,
) -> exits.Exit:
    """Check the snapshot, hold it against templates, print both, and say the exit code."""
    from ..run import check
    from .progress import Progress
    from .render import rendered

    told = Progress(sys.stderr, quiet=settings.quiet).count
    run = check((snapshot,), options, hire, told)
    run = fit_to_share(run) if redact else run
    held = _held(against, snapshot, options)
    report = rendered(
        run.report,
        settings,
        fail_on=exits.bar_of(bar.fail_on),
        unknown_fails=bar.unknown_fails,
        more=_members(held),
        picture=run.picture,
        drift=_for_a_page(held),
    )
    settings.deliver(_with_drift(report, held, settings) if held else report)
    code = exits.of_report(
        run.report, nothing=run.nothing, fail_on=bar.fail_on, unknown_fails=bar.unknown_fails
    )
    if held is not None and held.written.failures:
        return exits.Exit.INCOMPLETE
    if held is None or code is not exits.Exit.CLEAN:
        return code
    return exits.Exit.FOUND if bar.no_new_access and held.drift.may_add else code


def _held(said: str | None, snapshot: Path, options: Options) -> _Held | None:
    if said is None:
        return None
    from .drifting import against

    return _Held(*against(said, snapshot, replace(options, config=None)))


def _members(held: _Held | None) -> dict[str, object]:
    """The member `drift` of what programs read."""
    if held is None:
        return {}
    from ..report.json import failure_members
    from .telling.drifted import DriftTeller
    from .telling.drifted_members import drift_members

    members = drift_members(held.drift, DriftTeller(held.written, held.live, held.drift))
    failures = [failure_members(each) for each in held.written.failures]
    return {"drift": {**members, "failures": failures}}


def _for_a_page(held: _Held | None) -> Drifted | None:
    if held is None:
        return None
    from .telling.drifted import DriftTeller
    from .telling.drifted_page import drift_for_a_page

    teller = DriftTeller(held.written, held.live, held.drift)
    return drift_for_a_page(held.drift, teller, held.written.failures)


def _with_drift(
    report: Callable[[str, Sheet], str], held: _Held, settings: Settings
) -> Callable[[str, Sheet], str]:
    """The report with the drift below; where a format has no room for it, its sum goes beside."""
    from .drifting import TOLD_IN, telling_of
    from .telling.drifted import DriftTeller

    failures = held.written.failures
    told = telling_of(held.drift, held.written, held.live, failures, quiet=settings.quiet)
    if settings.format not in TOLD_IN:
        tell(f"{DriftTeller(held.written, held.live, held.drift).summed_up()}\n")

    def text_of(format: str, sheet: Sheet) -> str:
        text = report(format, sheet)
        return f"{text}\n{told(format, sheet)}" if format in ("full", "markdown") else text

    return text_of
