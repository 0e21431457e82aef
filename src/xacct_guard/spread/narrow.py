"""NARROW: a question opens of a snapshot what it is about, and what it comes across on the way.

Of resources those of the accounts that have what it names; of principals each that it asks for. What it comes
across besides is opened, and the question asked again, until nothing is missed: the answer is that of the
whole. What nothing is called is only known once everything is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from ..config import Config
from ..errors import XacctGuardError
from ..graph.access_graph import AccessGraph
from ..graph.part import Known
from ..load import Estate, load
from ..load.documents import Documents
from ..load.linked import linked
from ..load.snapshots.principals import Principals
from ..options import config_of
from .survey import Job
from .whereabouts import Whereabouts

S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True)
class Answered(Generic[T]):
    """An answer, and what was opened for it; `failures` are what could not be read of that."""

    answer: T
    config: Config
    estate: Estate
    graph: AccessGraph
    failures: tuple[XacctGuardError, ...]


def answered(job: Job, about: Iterable[str], question: Callable[[AccessGraph], T]) -> Answered[T]:
    """The answer to a question about these, as somebody types them: ARNs, names, VPC endpoints.

    Raises InputError and ConfigError, and what the question raises.
    """
    config, principals = config_of(job.paths, job.options), Principals.of(job.snapshot)
    where = Whereabouts(job.snapshot, principals.accounts)
    opened = where.everywhere if _refers(config) else where.of(about)
    while True:
        missed: set[str] = set()
        estate = _estate(job, config, opened)
        graph = _asking(linked(estate), principals, missed)
        try:
            answer = question(graph)
        except XacctGuardError:
            if opened == where.everywhere:
                raise
            opened = where.everywhere
            continue
        if where.of(missed) <= opened:
            failures = (*estate.failures, *principals.failures)
            return Answered(answer, config, estate, graph, failures)
        opened |= where.of(missed)


def _refers(config: Config) -> bool:
    """Does a configuration take values of what is in the accounts? Nobody knows in which."""
    return any("${" in (node.text or "") for node in config.node.walk())


def _estate(job: Job, config: Config, opened: frozenset[str]) -> Estate:
    documents = Documents(job.options.max_file_size)
    return load(config, job.paths, documents, principals=False, opened=opened)


def _asking(graph: AccessGraph, principals: Principals, missed: set[str]) -> AccessGraph:
    """The graph of what is opened, which reads principals, and notes what else it is asked for."""

    def is_missed(arn: str) -> bool:
        missed.add(arn)
        return False

    def opened(things: Mapping[str, S]) -> Known[S]:
        return Known(things, missed.add, is_missed)

    return replace(
        graph,
        roles=Known({}, principals.role, principals.has),
        resources=opened(graph.resources),
        aliases=opened(graph.aliases),
        grants=opened(graph.grants),
        rest=principals,
    )
