"""Runs the command in child processes of its own that may take so much time and memory, and no more.

`python -m tests.limited` reads a job a line (`{"folder": …, "arguments": […]}`) and writes what became
of each. What the command imports is imported once; each job is a fork, so that a crash is one job's.
Its seconds are those of a machine at an ordinary pace: beside other work a core does less in a second.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MEMORY = 300 * 1024**2
SECONDS = 2
STOPPED = 5 * SECONDS  # a run that takes longer than it may is measured, one that never ends is not

MADE = 50_000
ORDINARY = 0.014
"""Processor seconds that a core of its own takes to make so many small values."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a run: an exit code (below 0 the signal that ended it), what it said, what it took."""

    code: int
    said: str
    seconds: float
    memory: int


class Runner:
    """A process that runs jobs for as long as it is needed."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", __name__]
        root = Path(__file__).parents[1]
        here = {"cwd": root, "env": os.environ | {"PYTHONPATH": f"{root / 'src'}:{root}"}}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._process: Any = subprocess.Popen(command, text=True, **here, **pipes)

    def run(self, folder: Path, *arguments: str) -> Outcome:
        """What becomes of the command in this folder."""
        job = {"folder": str(folder), "arguments": arguments}
        print(json.dumps(job), file=self._process.stdin, flush=True)
        return Outcome(**json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        """No more jobs."""
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


def _serve() -> None:
    from xacct_guard.check import check  # noqa: F401 - once, for all of them
    from xacct_guard.cli import main

    for line in sys.stdin:
        job = json.loads(line)
        inside, outside = os.pipe()
        child = os.fork()
        if not child:
            os.chdir(job["folder"])
            sys.stdin = open(os.devnull)  # noqa: PTH123, SIM115 - until the process ends
            sys.stdout = sys.stderr = os.fdopen(outside, "w")
            resource.setrlimit(resource.RLIMIT_CPU, (STOPPED, STOPPED))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            os._exit(_exit_code(main, job["arguments"]))
        os.close(outside)
        with open(inside, errors="replace") as pipe:  # noqa: PTH123 - a descriptor
            said = pipe.read()
        _, status, usage = os.wait4(child, 0)
        outcome = {
            "code": os.waitstatus_to_exitcode(status),
            "said": said,
            "seconds": (usage.ru_utime + usage.ru_stime) / _slowness(),
            "memory": usage.ru_maxrss * 1024,
        }
        print(json.dumps(outcome), flush=True)


def _slowness() -> float:
    """How many times longer than ordinary this machine takes just now, at least 1."""
    start = time.process_time()
    {str(number): (number,) for number in range(MADE)}
    return max(1.0, (time.process_time() - start) / ORDINARY)


def _exit_code(main: Any, arguments: list[str]) -> int:
    try:
        code = main(arguments)
    except SystemExit as stop:
        code = stop.code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return code if isinstance(code, int) else 0


if __name__ == "__main__":
    _serve()
