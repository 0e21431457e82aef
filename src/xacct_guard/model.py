"""The estate on one page: read, load, link, trace; nobody judges it yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from .config import Config, empty_config
from .errors import XacctGuardError
from .graph.access_graph import AccessGraph
from .load import Estate, load
from .load.documents import Documents
from .load.linked import linked
from .options import Options, config_of, within
from .span import Node
from .trace import AccessPath, trace
from .worlds import Supposed, World, merged_failures, merged_paths, worlds

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Model:
    """The estate as loaded, linked and traced, before anybody judges it.

    Where conditions of templates are open, `worlds` are the ways they can turn out, and `paths` what is
    the same in all of them; `failures` is what could not be done in any.
    """

    config: Config
    estate: Estate
    graph: AccessGraph
    paths: tuple[AccessPath, ...] = field(default=())
    worlds: tuple[World, ...] = ()
    failures: tuple[XacctGuardError, ...] = ()
    documents: tuple[Node, ...] = ()


def model_of(
    paths: tuple[Path, ...], options: Options, documents: Documents | None = None
) -> Model:
    """The estate, linked into a graph and traced; `documents` where some are to be read as other texts."""
    config, documents = config_of(paths, options), documents or Documents(options.max_file_size)
    make = partial(_world, config, within(paths, config), documents)
    first = make({})
    every = worlds(first, make)
    failures = merged_failures(first, every)
    return Model(
        config, first.estate, first.graph, merged_paths(every), every, failures, documents.read
    )


def untraced(paths: tuple[Path, ...], options: Options, *, with_snapshots: bool = True) -> Model:
    """The estate, linked into a graph, and no path followed. What hangs on open conditions is left open."""
    config = config_of(paths, options)
    return _untraced(config, within(paths, config), options, with_snapshots=with_snapshots)


def alone(file: Path, options: Options) -> Model:
    """The same of one file, whatever configuration lies beside it: of a snapshot, what is live and no more."""
    return _untraced(empty_config(file), (file,), options, with_snapshots=True)


def followed(paths: tuple[Path, ...], options: Options) -> Model:
    """The estate and its paths; of a snapshot every principal is read when it is asked for, and not held."""
    from .spread import Job, is_for, survey_of

    job = Job(paths, options)
    if not is_for(job):
        return model_of(paths, options)
    survey = survey_of(job)
    failures = (*survey.estate.failures, *survey.principals.failures)
    return Model(survey.config, survey.estate, survey.graph, survey.paths, failures=failures)


def answer_of(
    paths: tuple[Path, ...],
    options: Options,
    about: Iterable[str],
    question: Callable[[AccessGraph], T],
) -> tuple[T, Model]:
    """The answer to a question about these, and the estate that it was asked of.

    Of a snapshot it opens what the question comes across, and leaves the rest unread.
    """
    from .spread import Job, is_for
    from .spread.narrow import answered

    job = Job(paths, options)
    if not is_for(job):
        model = model_of(paths, options)
        return question(model.graph), model
    found = answered(job, about, question)
    return found.answer, Model(found.config, found.estate, found.graph, failures=found.failures)


def _untraced(
    config: Config, paths: tuple[Path, ...], options: Options, *, with_snapshots: bool
) -> Model:
    documents = Documents(options.max_file_size)
    estate = load(config, paths, documents, with_snapshots=with_snapshots)
    failures, graph = estate.failures, linked(estate)
    return Model(config, estate, graph, failures=failures, documents=documents.read)


def _world(
    config: Config, paths: tuple[Path, ...], documents: Documents, supposed: Supposed
) -> World:
    estate = load(config, paths, documents, supposed)
    graph = linked(estate)
    return World(supposed, estate, graph, trace(graph))
