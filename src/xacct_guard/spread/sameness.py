"""SAMENESS: a worker elsewhere has to read what we read, or its share would be of something else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import chdir, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import TypeVar

from ..config import Config
from ..errors import ConfigError, WorkerError, XacctGuardError
from ..options import config_of
from ..rule.baseline import file_of
from ..span import Node
from .share import forget
from .survey import Job

T = TypeVar("T")
_ONE_AT_A_TIME = RLock()
_HELP = "a worker has to see the snapshot, what the configuration names and this folder at the same paths"


@dataclass(frozen=True, slots=True)
class Sight:
    """A job, the folder from which its paths go, and the files that it reads, each with its digest."""

    job: Job
    folder: Path
    files: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, job: Job) -> Sight:
        """What is seen here."""
        return cls(job, Path.cwd(), tuple(_seen(job)))


def as_seen(sight: Sight, worker: str, fn: Callable[..., T], *args: object) -> T:
    """Call a function where the same is seen; raises WorkerError, which names the worker, where it is not.

    A process does one thing at a time, whatever threads it has: it stands in one folder, and has one survey.
    """
    with _ONE_AT_A_TIME, _standing(sight, worker):
        _ensure_same(sight, worker)
        return fn(*args)


@lru_cache(maxsize=1)
def _ensure_same(sight: Sight, worker: str) -> None:
    forget()
    try:
        found = dict(_seen(sight.job))
    except (OSError, XacctGuardError) as error:
        raise WorkerError(f"the worker `{worker}` cannot read all: {error}", help=_HELP) from error
    for file, digest in sight.files:
        if file not in found:
            raise WorkerError(f"the worker `{worker}` cannot read `{file}`", help=_HELP)
        if found.pop(file) != digest:
            raise WorkerError(f"the worker `{worker}` has another `{file}` than we", help=_HELP)
    for file in found:
        raise WorkerError(f"the worker `{worker}` reads `{file}`, and we do not", help=_HELP)


def _standing(sight: Sight, worker: str) -> chdir[Path]:
    if not sight.folder.is_dir():
        raise WorkerError(f"the worker `{worker}` has no folder `{sight.folder}`", help=_HELP)
    return chdir(sight.folder)


def _seen(job: Job) -> Iterator[tuple[str, str]]:
    """The files that a job reads, in order, each with the digest of what is in it."""
    config = config_of(job.paths, job.options)
    own = job.options.rules
    named = {
        *job.paths,
        file_of(config),
        *(Path(each) for each in job.options.packs if each.endswith(".toml")),
        *_told_in(config, config.node),
        *(own.rglob("*.py") if own else ()),
    }
    for path in sorted(named):
        if _is_file(path):
            with path.open("rb") as file:
                yield str(path), hashlib.file_digest(file, "sha256").hexdigest()


def _told_in(config: Config, node: Node) -> Iterator[Path]:
    """The files of a configuration, and whatever it may name."""
    yield Path(node.span.source.name)
    for each in (*node.mapping.values(), *(node.items if isinstance(node.value, tuple) else ())):
        yield from _told_in(config, each)
    if isinstance(node.value, str):
        with suppress(ConfigError):
            yield config.path(node)


def _is_file(path: Path) -> bool:
    with suppress(OSError, ValueError):
        return path.is_file()
    return False
