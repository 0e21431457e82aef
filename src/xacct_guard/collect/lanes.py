"""Lanes: tasks that run at once, but never more than so many for each account and service."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

Lane = tuple[str, str]
"""An account and a service."""
_TICK = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """One operation to be asked: `run` in a thread, `then` in ours, with what came of it and the seconds."""

    lane: Lane
    region: str
    operation: str
    run: Callable[[], Any]
    then: Callable[[Any, float], Iterable[Task]]


class Lanes:
    """Tasks, and those that come of them, until there are none.

    No thread waits for its turn: a task is handed to the executor when its lane is free.
    """

    def __init__(self, executor: Executor, in_flight: int) -> None:
        self._executor = executor
        self._in_flight = in_flight
        self._waiting: dict[Lane, deque[Task]] = {}
        self._running: Counter[Lane] = Counter()
        self._begun: dict[Future[Any], tuple[Task, float]] = {}
        self._done: SimpleQueue[Future[Any]] = SimpleQueue()

    def add(self, tasks: Iterable[Task]) -> None:
        """Put tasks in their lanes, and begin what may begin."""
        touched = set()
        for task in tasks:
            self._waiting.setdefault(task.lane, deque()).append(task)
            touched.add(task.lane)
        for lane in touched:
            self._begin(lane)

    def step(self) -> None:
        """Wait until one task is done, or a moment; go on with what comes of it."""
        try:
            future = self._done.get(timeout=_TICK)
        except Empty:
            return
        task, begun = self._begun.pop(future)
        self._running[task.lane] -= 1
        self._begin(task.lane)
        self.add(task.then(future.result(), time.monotonic() - begun))

    def slowest(self) -> Iterator[tuple[Task, float]]:
        """The tasks that are running, and for how many seconds; the longest first."""
        now = time.monotonic()
        running = sorted(self._begun.values(), key=lambda each: each[1])
        return ((task, now - begun) for task, begun in running)

    def _begin(self, lane: Lane) -> None:
        waiting = self._waiting.get(lane)
        while waiting and self._running[lane] < self._in_flight:
            task = waiting.popleft()
            self._running[lane] += 1
            future = self._executor.submit(task.run)
            self._begun[future] = (task, time.monotonic())
            future.add_done_callback(self._done.put)
        if not waiting:
            self._waiting.pop(lane, None)
