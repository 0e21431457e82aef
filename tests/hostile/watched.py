"""Runs the command in a process that puts down what it opens, runs, imports and asks of the network.

As `tests.limited`, with the ear that Python has for that (audit hooks, PEP 578): it hears what C code of the
standard library does as well, and nobody in the process can take it away again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

_READS = frozenset({"os.listdir", "os.scandir", "glob.glob", "sqlite3.connect"})
_WRITES = frozenset(
    {
        *("os.chflags", "os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove", "os.rename"),
        *("os.rmdir", "os.setxattr", "os.symlink", "os.truncate", "os.utime"),
        *("shutil.copyfile", "shutil.move", "shutil.rmtree"),
    }
)
_RUNS = frozenset({"os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "os.system"})
_OPENED_TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


@dataclass(frozen=True, slots=True)
class Deeds:
    """What a run did: files and folders read, files written, programs run, code made to run, network asked.

    `code` are the files whose code ran, `said` what was printed, `code_of_exit` how it ended.
    """

    exit_code: int
    said: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    runs: tuple[tuple[str, ...], ...]
    code: tuple[str, ...]
    network: tuple[str, ...]


class Watcher:
    """A process that has imported the command and forks for each run of it."""

    def __init__(self) -> None:
        root = Path(__file__).parents[2]
        self._process: Any = subprocess.Popen(
            [sys.executable, "-m", __name__],
            text=True,
            cwd=root,
            env=os.environ | {"PYTHONPATH": f"{root / 'src'}:{root}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def run(self, folder: Path, *arguments: str, stdin: str = "") -> Deeds:
        """What becomes of the command in this folder."""
        job = {"folder": str(folder), "arguments": arguments, "stdin": stdin}
        print(json.dumps(job), file=self._process.stdin, flush=True)
        told = json.loads(self._process.stdout.readline())
        runs = tuple(map(tuple, told.pop("runs")))
        lists = {name: tuple(told[name]) for name in ("reads", "writes", "code", "network")}
        return Deeds(told["exit_code"], told["said"], runs=runs, **lists)

    def close(self) -> None:
        """No more runs."""
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


class _Ear:
    def __init__(self) -> None:
        self.told: dict[str, list[Any]] = {
            name: [] for name in ("reads", "writes", "runs", "code", "network")
        }

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            writes = bool(flags & _OPENED_TO_WRITE) if isinstance(flags, int) else mode != "r"
            self._put("writes" if writes else "reads", path)
        elif event in _READS:
            self._put("reads", arguments[0])
        elif event in _WRITES:
            self._put("writes", _whole(event, arguments))
        elif event == "subprocess.Popen":
            self.told["runs"].append([os.fsdecode(each) for each in arguments[1]])
        elif event in _RUNS:
            self.told["runs"].append([event, repr(arguments)])
        elif event == "exec":
            self.told["code"].append(getattr(arguments[0], "co_filename", "?"))
        elif event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.")):
            self.told["network"].append(f"{event} {arguments!r}"[:200])
        elif event in ("pickle.find_class", "ctypes.dlopen", "marshal.loads"):
            pass

    def _put(self, to: str, path: object) -> None:
        if isinstance(path, (str, bytes, os.PathLike)):
            name = os.fsdecode(path).removeprefix("file:").partition("?mode=")[0]
            self.told[to].append(os.path.abspath(name))  # noqa: PTH100 - where a link stands counts


def _whole(event: str, arguments: tuple[Any, ...]) -> object:
    """The path that is written; of a name in an open folder (`os.remove`) the whole of it."""
    path = arguments[1 if event in ("os.rename", "os.link", "os.symlink") else 0]
    folder = arguments[-1]
    is_within = event in ("os.remove", "os.rmdir") and isinstance(folder, int) and folder >= 0
    return Path(f"/proc/self/fd/{folder}").readlink() / path if is_within else path


def _serve() -> None:
    from tests.limited import _begun, _exit_code
    from xacct_guard.cli import main

    _begun(main)  # what any run imports is imported
    for line in sys.stdin:
        job = json.loads(line)
        inside, outside = os.pipe()
        told, tells = os.pipe()
        child = os.fork()
        if not child:
            os.close(inside), os.close(told)
            _do(job, outside, tells, partial(_exit_code, main, job["arguments"]))
        os.close(outside), os.close(tells)
        with os.fdopen(inside, errors="replace") as pipe:
            said = pipe.read()
        with os.fdopen(told) as pipe:
            deeds = json.loads(pipe.read() or "{}")
        _, status = os.waitpid(child, 0)
        deeds |= {"exit_code": os.waitstatus_to_exitcode(status), "said": said}
        print(json.dumps(deeds), flush=True)


def _do(job: Any, outside: int, tells: int, run: Any) -> None:
    """In the child: hear all, run, tell, and end without a return to the caller's loop."""
    os.chdir(job["folder"])
    given, gives = os.pipe()
    os.write(gives, job["stdin"].encode())
    os.close(gives)
    os.dup2(given, 0)
    sys.stdin = os.fdopen(0)
    sys.stdout = sys.stderr = os.fdopen(outside, "w", errors="backslashreplace")
    ear = _Ear()
    sys.addaudithook(ear.hear)
    code = run()
    sys.stdout.close()  # who listens to both waits for its end
    written = {name: list(told) for name, told in ear.told.items()}
    with os.fdopen(tells, "w") as pipe:
        pipe.write(json.dumps(written))
    os._exit(code)


if __name__ == "__main__":
    _serve()
