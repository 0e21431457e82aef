"""WORKERS of this machine: whether other processes judge a job, and how many."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager

from ..collector import frozen
from .processes import Processes
from .share import prepare
from .survey import Job, survey_of

Hire = Callable[[Job], AbstractContextManager[Executor | None]]
"""Gives who judges the accounts of a job, for as long as that takes; None: nobody but this process."""

ENOUGH = 12
"""So many accounts are worth other processes, where nobody says how many there should be."""


@contextmanager
def processes(job: Job) -> Iterator[Executor | None]:
    """As many processes as the options want and the machine gives; None where this one is enough.

    What is forked has the survey that is made here before.
    """
    number = _number(job)
    if number < 2:
        yield None
        return
    prepare(job)
    with frozen():
        executor = Processes(number, _method())
        try:
            yield executor if executor.ids else None
        finally:
            executor.shutdown(cancel_futures=True)


def cores() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _number(job: Job) -> int:
    if multiprocessing.current_process().daemon:
        return 1  # Python lets such a process have none
    accounts = len(survey_of(job).principals.accounts)
    if job.options.jobs is not None:
        return min(job.options.jobs, accounts)
    return min(cores(), accounts) if accounts >= ENOUGH else 1


def _method() -> str:
    """A fork has all that is known here; what macOS's libraries begin by themselves does not survive one."""
    return "fork" if sys.platform.startswith("linux") else "spawn"
