"""PROCESSES of this machine that work for this one, as an executor.

Each has a line of its own, so that one that is killed, in the middle of a word perhaps, leaves nothing locked
and nobody waiting: its line is cut. For the same reason none outlives the process that it works for.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from traceback import format_exception
from typing import Any, ParamSpec, TypeVar

from ..errors import WorkerError

P = ParamSpec("P")
T = TypeVar("T")
_PATIENCE = 2.0


class Processes(Executor):
    """Up to so many processes, begun at once by `method` (`fork`, `spawn`); fewer where no more can be had."""

    def __init__(self, number: int, method: str) -> None:
        self._free: SimpleQueue[tuple[Connection, BaseProcess]] = SimpleQueue()
        self._begun: list[tuple[Connection, BaseProcess]] = []
        with _deaf(), suppress(OSError, ImportError):
            for _ in range(number):
                self._begin(method)
        for each in self._begun:
            self._free.put(each)
        self._asking = ThreadPoolExecutor(max(1, len(self._begun)))

    @property
    def ids(self) -> tuple[int, ...]:
        """The ids of those that were begun."""
        return tuple(process.pid or 0 for _, process in self._begun)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have one of them call the function, which can be sent; raises WorkerError where it is killed."""
        return self._asking.submit(self._ask, fn, args, kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End them all, at once: they hold nothing that could be lost."""
        self._asking.shutdown(wait=False, cancel_futures=cancel_futures)
        if wait:
            self._asking.shutdown(wait=not cancel_futures)
        for line, process in self._begun:
            process.kill()
            process.join(_PATIENCE)
            line.close()

    def _begin(self, method: str) -> None:
        context: Any = multiprocessing.get_context(method)
        ours, theirs = context.Pipe()
        # What is forked holds our ends of all lines: as long as it does, they are not cut by our end.
        held = (*(line for line, _ in self._begun), ours) if method == "fork" else ()
        process = context.Process(target=_serve, args=(theirs, held), daemon=True)
        # Python would look for modules in this folder first, which may be the one that is checked.
        os.environ.setdefault("PYTHONSAFEPATH", "1")
        try:
            process.start()
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        self._begun.append((ours, process))

    def _ask(self, fn: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> T:
        line, process = self._free.get()
        try:
            line.send((fn, args, kwargs))
            failed, said = line.recv()
        except (EOFError, OSError) as error:
            raise _lost(process) from error
        finally:
            self._free.put((line, process))
        if failed:
            raise said
        result: T = said
        return result


def _lost(process: BaseProcess) -> WorkerError:
    process.join(_PATIENCE)
    code = process.exitcode
    how = f"was killed by {signal.Signals(-code).name}" if code and code < 0 else "ended too early"
    return WorkerError(
        f"process {process.pid}, which judged accounts, {how}",
        help="if memory ran out, fewer processes take less: `--jobs 1` is one",
    )


def _serve(line: Connection, held: tuple[Connection, ...]) -> None:
    """Do what is asked until the line is cut."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for each in held:
        each.close()
    with suppress(EOFError, OSError):
        while True:
            line.send_bytes(_answer(*line.recv()))


def _answer(fn: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any]) -> bytes:
    try:
        return pickle.dumps((False, fn(*args, **kwargs)))
    except Exception as error:
        error.add_note("".join(format_exception(error)))
        return pickle.dumps((True, error))


@contextmanager
def _deaf() -> Iterator[None]:
    """Whoever is begun here never hears Ctrl-C: it is ended by whom it works for, who hears it afterwards."""
    if os.name != "posix":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
