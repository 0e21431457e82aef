"""Memory of a process and all that it began, together: a page that several share counts once (PSS)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

_PAUSE = 0.5
_PROC = Path("/proc")


class Peak:
    """The most MiB that were seen at once, and how many processes there were at most."""

    def __init__(self) -> None:
        self.mib = 0.0
        self.processes = 0

    def look(self, root: int) -> None:
        """Take notice of what there is now below a process."""
        sizes = [size for pid in _below(root) if (size := _mib(pid))]
        self.mib = max(self.mib, sum(sizes))
        self.processes = max(self.processes, len(sizes))


@contextmanager
def watched(root: int) -> Iterator[Peak]:
    """Look at a process and what it begins, now and then, as long as this goes on."""
    peak, done = Peak(), Event()

    def watch() -> None:
        while not done.wait(_PAUSE):
            peak.look(root)

    watching = Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield peak
    finally:
        done.set()
        watching.join()


def _below(root: int) -> Iterator[int]:
    begun: dict[int, list[int]] = defaultdict(list)
    for stat in _PROC.glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has ended meanwhile
        begun[parent].append(int(stat.parent.name))
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        yield pid
        waiting += begun[pid]


def _mib(pid: int) -> float:
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)
