"""Runs the command in child processes of its own that may take so much time and memory, and no more.

`python -m tests.limited` reads a job a line (`{"folder": …, "arguments": […]}`) and writes what became
of each. What the command imports is imported once, by a first run of it, and what that took is counted to
each job as well; each job is a fork, so that a crash is one job's.
"""

from __future__ import annotations

import gc
import io
import json
import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

MEMORY = 300 * 1024**2
SECONDS = 2
STOPPED = 3 * SECONDS  # a run that takes longer than it may is measured, one that never ends is not

FIRST = "Resources: {B: {Type: AWS::S3::Bucket}}"
"""A template that is no burden: reading it imports what reading any template takes."""


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

    def run(
        self,
        folder: Path,
        *arguments: str,
        after: float | None = None,
        by: int = signal.SIGINT,
        largest: int | None = None,
    ) -> Outcome:
        """What becomes of the command in this folder.

        `after` so many processor seconds it gets the signal `by`; no file that it writes may be larger than
        `largest`.
        """
        job = {"folder": str(folder), "arguments": arguments, "after": after, "by": by}
        job["largest"] = largest
        print(json.dumps(job), file=self._process.stdin, flush=True)
        return Outcome(**json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        """No more jobs."""
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


def _serve() -> None:
    from xacct_guard.cli import main
    from xacct_guard.run import check  # noqa: F401 - once, for all of them

    begun = _begun(main)
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
            if job["largest"] is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (job["largest"], job["largest"]))
            if job["after"] is not None:
                signal.signal(signal.SIGPROF, lambda *_, by=job["by"]: signal.raise_signal(by))
                signal.setitimer(signal.ITIMER_PROF, job["after"])
            os._exit(_exit_code(main, job["arguments"]))
        os.close(outside)
        with open(inside, errors="replace") as pipe:  # noqa: PTH123 - a descriptor
            said = pipe.read()
        _, status, usage = os.wait4(child, 0)
        outcome = {
            "code": os.waitstatus_to_exitcode(status),
            "said": said,
            "seconds": begun + usage.ru_utime + usage.ru_stime,
            "memory": usage.ru_maxrss * 1024,
        }
        print(json.dumps(outcome), flush=True)


def _begun(main: Any) -> float:
    """Processor seconds of a first run: those of what the command imports once it has something to do."""
    start = time.process_time()
    with TemporaryDirectory() as folder, redirect_stdout(io.StringIO()):
        file = Path(folder, "first.yaml")
        file.write_text(FIRST)
        assert _exit_code(main, ["check", str(file)]) == 0
    gc.freeze()  # what every job has in common is nothing that a job could free
    return time.process_time() - start


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
