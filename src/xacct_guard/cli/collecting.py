"""Live accounts collected into a file, with what happens told on the way."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from . import complaint
from .collected import Collected, collected
from .settings import Settings

if TYPE_CHECKING:
    from ..collect.access import Accounts
    from ..collect.collect import Outcome
    from ..collect.events import Event, Tell
    from ..collect.target import Plan
    from ..snapshot.write import Writer
    from .reach import Reach


def collect_into(
    path: Path, reach: Reach, settings: Settings, events: Path | None, *, resume: bool | None
) -> Collected:
    """Collect into the file, and say how it went. `resume` is None where the file is not kept."""
    from ..collect.target import plan
    from .event_log import EventLog
    from .progress import Progress

    with ExitStack() as stack:
        progress = Progress(sys.stderr, quiet=settings.quiet)
        stack.callback(progress.clear)
        log = stack.enter_context(EventLog(events)) if events else None
        wanted = reach.wanted(settings.config)
        tell = _both(progress.tell, log.tell) if log else progress.tell
        accounts = reach.into()
        planned = plan(wanted, accounts.own())
        writer, kept = _writer(path, reach.regions, go_on=bool(resume))
        stack.enter_context(writer)
        try:
            outcome = _collect(accounts, planned, writer, kept, tell)
        except KeyboardInterrupt:
            from ..collect.events import Event

            tell(Event("interrupted"))
            if resume is not None:
                complaint.line(
                    f"what was collected whole is in `{path}`; `--resume` goes on with it"
                )
            raise
    return collected(path, outcome)


def _both(one: Tell, other: Tell) -> Tell:
    def tell(event: Event) -> None:
        one(event)
        other(event)

    return tell


def _writer(path: Path, regions: str, *, go_on: bool) -> tuple[Writer, frozenset[str]]:
    from ..about import version
    from ..collect.collect import now
    from ..snapshot.write import create, resume

    about = {"tool": f"xacct-guard {version()}", "started": now(), "regions": regions}
    return resume(path, about) if go_on else (create(path, about), frozenset())


def _collect(
    accounts: Accounts, planned: Plan, writer: Writer, kept: frozenset[str], tell: Tell
) -> Outcome:
    from concurrent.futures import ThreadPoolExecutor

    from ..collect.collect import collect
    from ..live import kinds

    with ThreadPoolExecutor(accounts.limits.threads) as executor:
        return collect(accounts, planned, kinds(), writer, executor=executor, tell=tell, kept=kept)
