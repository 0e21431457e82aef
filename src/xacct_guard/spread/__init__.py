"""SPREAD: a snapshot is judged account by account, in one process or in many, with the same result.

Nobody needs to hold a whole organization for that, and the work for each account is the same however many
there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial

from ..config import Config
from ..errors import XacctGuardError
from ..finding import Asked, Finding
from ..options import config_of
from ..rule.choice import packs_of
from ..rule.facts import Facts
from ..rule.places import Places
from ..rule.settle import accepted
from ..snapshot.read import is_snapshot
from .share import Share, bench_and_ignores, forget, share_of, share_of_nobody
from .survey import Job, Survey, survey_of

__all__ = ["Job", "Survey", "Tell", "forget", "is_for", "judged_apart", "survey_of"]

Tell = Callable[[int, int], None]
"""Who wants to know how many accounts are done, and of how many."""

_TOLD_OF_ALL = frozenset({"version", "accounts", "organization", "rules"})
"""Sections of a configuration that describe nothing of which rules might judge."""


def is_for(job: Job) -> bool:
    """Is a snapshot all that there is to judge?"""
    if len(job.paths) != 1 or not is_snapshot(job.paths[0]):
        return False
    config = config_of(job.paths, job.options)
    return config.node.mapping.keys() <= _TOLD_OF_ALL and not _require_something(job, config)


def _require_something(job: Job, config: Config) -> bool:
    """Do packs say what must be allowed, or must not? That may be asked of everybody at once."""
    return any(pack.must or pack.must_not for pack in packs_of(config, job.options.packs))


def judged_apart(
    job: Job, executor: Executor | None = None, tell: Tell | None = None
) -> tuple[tuple[Finding, ...], frozenset[Asked], tuple[XacctGuardError, ...]]:
    """The findings in all accounts, the denied requests that are accepted, and what could not be judged.

    The same findings come out in the same order, whoever does the work. `tell` is told how many accounts
    are done, and of how many.
    """
    survey, (bench, written) = survey_of(job), bench_and_ignores(job)
    of_accounts = _shares(job, survey.principals.accounts, executor)
    shares = (*_counted(of_accounts, len(survey.principals.accounts), tell), share_of_nobody(job))
    used = {number for share in shares for number in share.used}
    done = tuple(replace(each, used=number in used) for number, each in enumerate(written))
    places = Places(survey.graph, survey.config.root)
    last, failed = bench.last(Facts(survey.of_nobody, ()), done, places, {})
    found = _once(each for share in shares for each in share.findings)
    findings = bench.accept((*found, *last), places)
    failures = {str(each): each for share in shares for each in share.failures}
    return findings, accepted(findings), (*bench.broken, *failures.values(), *failed)


def _once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings: what is in no account, as a control policy that is a file, each share finds again."""
    seen: set[Finding] = set()
    for finding in findings:
        is_placed = finding.at is not None and finding.at.address is not None
        if is_placed or finding not in seen:
            seen |= set() if is_placed else {finding}
            yield finding


def _counted(shares: Iterable[Share], count: int, tell: Tell | None) -> Iterator[Share]:
    """The shares, each told of when it is done."""
    for done, share in enumerate(shares, 1):
        if tell is not None:
            tell(done, count)
        yield share


def _shares(job: Job, accounts: tuple[str, ...], executor: Executor | None) -> Iterable[Share]:
    work = partial(share_of, job)
    return executor.map(work, accounts) if executor else map(work, accounts)
