"""A Dask cluster of this machine, by address: a scheduler, and workers that are processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

_PATIENCE = 60.0


@contextmanager
def dask_workers(number: int) -> Iterator[str]:
    """The address of a scheduler, as long as it and so many workers run."""
    from distributed import Client

    with TemporaryDirectory() as folder, ExitStack() as stack:
        file = Path(folder) / "scheduler.json"
        common = ("--scheduler-file", str(file), "--no-dashboard", "--host", "127.0.0.1")
        stack.enter_context(_running("distributed.cli.dask_scheduler", "--port", "0", *common))
        worker = ("distributed.cli.dask_worker", *common, "--no-nanny", "--nthreads", "1")
        for _ in range(number):
            stack.enter_context(_running(*worker))
        until = time.monotonic() + _PATIENCE
        while not file.exists() and time.monotonic() < until:
            time.sleep(0.1)
        address = str(json.loads(file.read_text())["address"])
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(number, timeout=_PATIENCE)
        yield address


@contextmanager
def _running(module: str, *arguments: str) -> Iterator[None]:
    quiet = subprocess.DEVNULL
    command = (sys.executable, "-m", module, *arguments)
    running = subprocess.Popen(command, stdout=quiet, stderr=quiet)
    try:
        yield
    finally:
        running.kill()
        running.wait()
