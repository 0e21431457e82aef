"""SHARE: one account is judged by itself, with what it knows of the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..collector import rare
from ..errors import XacctGuardError
from ..finding import Finding, in_order
from ..options import bench_of
from ..rule.bench import Bench
from ..rule.facts import Facts
from ..rule.ignores import ignores
from ..rule.ignores.ignore import Ignore
from ..rule.judge import judge
from ..rule.places import Places
from ..span import Address, Span
from .survey import Job, survey_of

_OF_ALL = "organizations:"


@dataclass(frozen=True, slots=True)
class Share:
    """What was found in an account, what could not be judged or read there, and which ignores did something."""

    findings: tuple[Finding, ...]
    failures: tuple[XacctGuardError, ...]
    used: tuple[int, ...] = ()


@lru_cache(maxsize=1)
def bench_and_ignores(job: Job) -> tuple[Bench, tuple[Ignore, ...]]:
    """The rules that are heard, and what somebody accepts; the same for every account."""
    survey = survey_of(job)
    bench = bench_of(survey.config, job.options, survey.estate.resolve)
    return bench, ignores((), survey.graph, survey.config)


def prepare(job: Job) -> None:
    """Know what is the same for every account."""
    bench_and_ignores(job)


def forget() -> None:
    """Know nothing of any job: files may have changed."""
    survey_of.cache_clear()
    bench_and_ignores.cache_clear()


@rare()
def share_of(job: Job, account: str) -> Share:
    """What the rules find in an account."""
    survey = survey_of(job)
    principals, failures = survey.principals.read(account)
    return _judged(job, account, Facts(*survey.part(account, principals)), failures)


def share_of_nobody(job: Job) -> Share:
    """What they find in no account: there may be accounts of which nothing was collected, or none."""
    return _judged(job, "", Facts(survey_of(job).of_nobody, ()), ())


def _judged(job: Job, account: str, facts: Facts, failures: tuple[XacctGuardError, ...]) -> Share:
    survey, (bench, written) = survey_of(job), bench_and_ignores(job)
    found, crashed = judge(facts, bench.choice.ordinary)
    own = in_order(finding for finding in found if _is_in(account, finding))
    places = Places(facts.graph, survey.config.root)
    settled, done = bench.settle(bench.weigh(own, places), written, places)
    used = tuple(number for number, ignore in enumerate(done) if ignore.used)
    return Share(settled, (*failures, *crashed), used)


def _is_in(account: str, finding: Finding) -> bool:
    """Is it the account's own? What another one is told of its things it knows better itself.

    A control policy is a thing of the organization: what is found there belongs to the account it is found of.
    """
    owner, kind = next(_placed(finding.at), ("", "")) if finding.at else ("", "")
    if kind.startswith(_OF_ALL):
        owner = finding.account or owner
    return (owner or finding.account or account) == account


def _placed(at: Span) -> Iterator[tuple[str, str]]:
    """The account that a place of a snapshot is in, and the kind of what is there."""
    for step in at.route[:1]:
        if isinstance(step, Address):
            account, _, rest = step.partition("/")
            yield account, rest.partition("/")[2]
