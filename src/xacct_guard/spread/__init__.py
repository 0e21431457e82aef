"""SPREAD: a snapshot is judged account by account, in one process or in many, with the same result.

Nobody needs to hold a whole organization for that, and the work for each account is the same however many
there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial

from ..errors import XacctGuardError
from ..finding import Asked, Finding, in_order
from ..options import config_of
from ..rule.facts import Facts
from ..rule.judge import judge
from ..rule.places import Places
from ..rule.settle import accepted
from ..snapshot.read import is_snapshot
from .share import Share, bench_and_ignores, share_of
from .survey import Job, Survey, survey_of

__all__ = ["Job", "Survey", "is_for", "judged_apart", "survey_of"]

_TOLD_OF_ALL = frozenset({"version", "accounts", "organization", "rules"})
"""Sections of a configuration that describe nothing of which rules might judge."""


def is_for(job: Job) -> bool:
    """Is a snapshot all that there is to judge?"""
    if len(job.paths) != 1 or not is_snapshot(job.paths[0]):
        return False
    return config_of(job.paths, job.options).node.mapping.keys() <= _TOLD_OF_ALL


def judged_apart(
    job: Job, executor: Executor | None = None
) -> tuple[tuple[Finding, ...], frozenset[Asked], tuple[XacctGuardError, ...]]:
    """The findings in all accounts, the denied requests that are accepted, and what could not be judged.

    The same findings come out in the same order, whoever does the work.
    """
    survey, (bench, written) = survey_of(job), bench_and_ignores(job)
    shares = tuple(_shares(job, survey.principals.accounts, executor))
    used = {number for share in shares for number in share.used}
    done = tuple(replace(each, used=number in used) for number, each in enumerate(written))
    of_all = Facts(survey.of_nobody, (), bench.required)
    places = Places(survey.graph, survey.config.root)
    required, crashed = judge(of_all, bench.choice.ordinary)
    last, failed = bench.last(of_all, done, places, {})
    every = (
        *(found for share in shares for found in share.findings),
        *bench.weigh(required, places),
    )
    findings = in_order((*every, *last))
    failures = {str(each): each for share in shares for each in share.failures}
    return findings, accepted(findings), (*bench.broken, *failures.values(), *crashed, *failed)


def _shares(job: Job, accounts: tuple[str, ...], executor: Executor | None) -> Iterable[Share]:
    work = partial(share_of, job)
    return executor.map(work, accounts, chunksize=4) if executor else map(work, accounts)
