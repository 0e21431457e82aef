"""CLUSTER: the accounts of a job are judged by the workers of a Dask cluster.

The snapshot is not sent there: a worker reads the same file, and makes the survey for itself.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from importlib import metadata
from itertools import starmap
from typing import Any, TypeVar

from ..errors import ConfigError, WorkerError
from .sameness import Sight, as_seen
from .share import prepare
from .survey import Job

T = TypeVar("T")
_ADDRESS = re.compile(r"[a-z]+://\S+:\d+")
_US = "xacct-guard"
_AGAIN = "look after its workers and run it again; without `--cluster` this machine does the work"
_TO_CONNECT, _TO_LOOK, _TO_COME_BACK = 4, 5, 30
"""Seconds: for the scheduler to answer, between two looks after the workers, for one to be there again."""


def ensure_usable(address: str) -> None:
    """Raise ConfigError where the extra is missing or the address is none, WorkerError where nobody answers.

    Also where a worker has another xacct-guard than we have.
    """
    with _connected(address):
        pass


@contextmanager
def on_cluster(address: str, job: Job) -> Iterator[Executor]:
    """The cluster as an executor; raises WorkerError that names the worker which cannot read what we read."""
    with _connected(address) as client:
        sight = Sight.of(job)
        workers = sorted(client.nthreads())
        for looking in [_at(client, worker, sight, _nothing) for worker in workers]:
            looking.result()
        begun = [_at(client, worker, sight, prepare, job) for worker in workers]
        try:
            yield _Cluster(client, address, sight)
        finally:
            client.cancel(begun)


class _Cluster(Executor):
    """The workers that there are now, and those that come while it works."""

    def __init__(self, client: Any, address: str, sight: Sight) -> None:  # noqa: ANN401 (no types)
        self._client, self._address, self._sight = client, address, sight
        self._sent = client.get_executor(pure=False)

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:  # noqa: ANN401
        """Have a worker call the function."""
        future: Future[T] = self._sent.submit(_seen_there, self._sight, fn, *args, **kwargs)
        return future

    def map(
        self,
        fn: Callable[..., T],
        *iterables: Iterable[Any],
        timeout: float | None = None,  # noqa: ARG002 (as every executor has it)
        chunksize: int = 1,  # noqa: ARG002
    ) -> Iterator[T]:
        """The results in order; raises WorkerError where the cluster is lost."""
        futures = list(starmap(lambda *args: self.submit(fn, *args), zip(*iterables, strict=False)))
        return map(self._result, futures)

    def _result(self, future: Future[T]) -> T:
        from distributed import KilledWorker

        alone = 0
        while not wait((future,), _TO_LOOK).done:
            alone = 0 if self._has_workers() else alone + _TO_LOOK
            if alone >= _TO_COME_BACK:
                raise WorkerError(
                    f"the cluster `{self._address}` has lost all its workers", help=_AGAIN
                )
        try:
            return future.result()
        except CancelledError:
            raise self._lost() from None
        except KilledWorker as error:
            worker = getattr(error.last_worker, "address", "of the cluster")
            raise WorkerError(
                f"the worker `{worker}` died while it judged accounts",
                help="its own log tells why; it may have run out of memory",
            ) from None

    def _has_workers(self) -> bool:
        try:
            return bool(self._client.nthreads())
        except (OSError, TypeError, ValueError) as error:
            raise self._lost() from error

    def _lost(self) -> WorkerError:
        return WorkerError(
            f"the connection with the cluster `{self._address}` is lost", help=_AGAIN
        )


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    client = _client(address)
    try:
        _ensure_alike(client, address)
        yield client
    finally:
        client.close(timeout=2)


def _client(address: str) -> Any:  # noqa: ANN401 (no types)
    if not _ADDRESS.fullmatch(address):
        message = f"`{address}` is no address of a cluster"
        raise ConfigError(message, help="such as `tcp://10.0.0.5:8786`")
    try:
        import dask

        dask.config.set(logging={"distributed": "critical"})
        from distributed import Client
    except ImportError as error:
        raise ConfigError(
            "a cluster is reached by dask.distributed, which is not installed",
            help="install the extra: `pip install 'xacct-guard[cluster]'`",
        ) from error
    client: Any = Client
    try:
        _say_hello(address)  # a client that comes to nothing does not go quietly
        return client(address, timeout=_TO_CONNECT, set_as_default=False)
    except Exception as error:  # another server than a scheduler answers with anything
        raise _unreachable(address, error) from error


def _say_hello(address: str) -> None:
    """In a thread of its own: whoever calls us may have a loop running in theirs, as a notebook has."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, _greet(address)).result()


async def _greet(address: str) -> None:
    from distributed.comm.core import connect

    reach: Any = connect
    async with asyncio.timeout(_TO_CONNECT):
        comm = await reach(address, timeout=_TO_CONNECT)
        await comm.close()


def _unreachable(address: str, error: Exception) -> WorkerError:
    said = " ".join(str(error).split()) or "no answer that a scheduler would give"
    return WorkerError(
        f"the cluster `{address}` does not answer: {said}",
        help="the address is that of its scheduler, as `dask scheduler` prints it",
    )


def _ensure_alike(client: Any, address: str) -> None:  # noqa: ANN401 (no types)
    """All of them have our version: what they send is read here, and what they find is told as ours."""
    ours = metadata.version(_US)
    try:
        there = client.run(metadata.version, _US, on_error="return")
    except OSError as error:
        raise _unreachable(address, error) from error
    if not there:
        message = f"no worker has joined the cluster `{address}`"
        raise WorkerError(message, help=f"start some: `dask worker {address}`")
    every = {f"the worker `{name}`": has for name, has in sorted(there.items())}
    for who, has in {"the scheduler": _of_scheduler(client), **every}.items():
        if has != ours:
            what = f"xacct-guard {has}" if isinstance(has, str) else "no xacct-guard"
            raise WorkerError(
                f"{who} has {what}, and here is {ours}", help="install the same there"
            )


def _of_scheduler(client: Any) -> str | None:  # noqa: ANN401 (no types)
    try:
        return str(client.run_on_scheduler(metadata.version, _US))
    except metadata.PackageNotFoundError:
        return None


def _at(client: Any, worker: str, sight: Sight, fn: Callable[..., object], *args: object) -> Any:  # noqa: ANN401
    """Have this worker do something, and no other one."""
    return client.submit(_seen_there, sight, fn, *args, workers=[worker], pure=False)


def _seen_there(sight: Sight, fn: Callable[..., T], *args: object) -> T:
    from distributed import get_worker

    return as_seen(sight, get_worker().address, fn, *args)


def _nothing() -> None:
    """To see the same is all."""
