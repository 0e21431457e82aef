"""The other engine, as a process of its own: installed on first use, started once, asked in a stream.

It is under the AGPL: it is run and never linked, copied or shipped. `package.json` pins it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

HERE = Path(__file__).parent
HOME = HERE.parents[1] / ".tools" / "peer"
PINNED = HERE / "package.json"
LIMIT = 3000
"""Milliseconds the peer has for one scenario."""

Json = Any


class PeerIsMissingError(Exception):
    """There is no node, or no package; the message says what is missing and why."""


def installed() -> Path:
    """The folder that holds the pinned package; installs it where it is not. Raises PeerIsMissingError."""
    if not shutil.which("node"):
        raise PeerIsMissingError("node is not installed")
    if _is_current(HOME):
        return HOME
    if not shutil.which("npm"):
        raise PeerIsMissingError(f"the peer is not in {HOME.name} and npm is not installed")
    HOME.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=HOME.parent) as folder:
        _install(Path(folder) / "peer")
        _move(Path(folder) / "peer", Path(folder) / "old")
    return HOME


def _is_current(folder: Path) -> bool:
    kept = folder / PINNED.name
    module = folder / "node_modules" / "@cloud-copilot" / "iam-simulate"
    return module.is_dir() and kept.is_file() and kept.read_bytes() == PINNED.read_bytes()


def _install(folder: Path) -> None:
    folder.mkdir()
    shutil.copy(PINNED, folder)
    command = ["npm", "install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"]
    patience = ["--fetch-retries=0", "--fetch-timeout=20000", "--silent"]
    try:
        done = subprocess.run(
            [*command, *patience],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PeerIsMissingError("npm did not install the peer within 90 seconds") from error
    if done.returncode or not _is_current(folder):
        raise PeerIsMissingError(f"npm could not install the peer (it answered {done.returncode})")


def _move(made: Path, old: Path) -> None:
    """Several may install at once; whoever comes later leaves what is there."""
    try:
        if HOME.exists() and not _is_current(HOME):
            HOME.rename(old)
        made.rename(HOME)
    except OSError:
        if not _is_current(HOME):
            raise


class Peer:
    """A running driver. Use it as a context manager."""

    def __init__(self, limit: int = LIMIT) -> None:
        command = ["node", str(HERE / "simulate.mjs"), str(installed()), str(limit)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "TZ": "UTC"},
        )

    def __enter__(self) -> Peer:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def ask(self, scenarios: Iterable[Json]) -> Iterator[Json]:
        """One answer a scenario, in order."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        asked: list[str] = [json.dumps(one) + "\n" for one in scenarios]

        def feed() -> None:
            stdin.writelines(asked)
            stdin.flush()

        feeder = Thread(target=feed, daemon=True)
        feeder.start()
        left = len(asked)
        try:
            while left:
                line = stdout.readline()
                assert line, "the driver ended before it answered"
                left -= 1
                yield json.loads(line)
        finally:  # whoever stops listening leaves nothing behind for the next question
            while left and stdout.readline():
                left -= 1
            feeder.join()

    def ask_one(self, scenario: Json) -> Json:
        """The answer to one scenario."""
        return next(self.ask([scenario]))
