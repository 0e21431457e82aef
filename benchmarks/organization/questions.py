"""What single questions take, asked of the snapshot of an organization: each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from xacct_guard.snapshot.read import Snapshot

from ..figure import Figure
from .layout import Layout
from .planted import Garden
from .write import write

SIZES, ROLES, SEED = (200, 1000), 100, 1


def figures(sizes: tuple[int, ...] = SIZES) -> Iterator[Figure]:
    """One for each size and question: its processor time, and the largest memory of it."""
    for accounts in sizes:
        with TemporaryDirectory() as folder:
            layout, file = Layout(accounts, ROLES, SEED), Path(folder) / "snapshot"
            write(layout, file, Garden(layout))
            for name, asked in _questions(file).items():
                yield _measured(f"{accounts:,} accounts x {ROLES} roles, {name}", asked)


def _questions(file: Path) -> Mapping[str, tuple[str, ...]]:
    """Command lines, about things in the middle of the organization."""
    with Snapshot(file) as snapshot:
        accounts = [each.id for each in snapshot.accounts()]
        account = accounts[len(accounts) // 2]
        documents = tuple(snapshot.documents(account))
    bucket = next(each.name for each in documents if each.kind == "s3:bucket")
    role = next(each.name for each in documents if ":role/" in each.name)
    key = f"arn:aws:s3:::{bucket}/key"
    return {
        "who-can on a bucket": ("who-can", "s3:GetObject", key, str(file)),
        "who-can on a role": ("who-can", "sts:AssumeRole", role, str(file)),
        "who-can on anything": ("who-can", "s3:GetObject", "*", str(file)),
        "why": ("why", role, "s3:GetObject", key, str(file)),
        "simulate": ("simulate", str(file)),
        "graph": ("graph", "--format", "json", str(file)),
    }


def _measured(name: str, asked: tuple[str, ...]) -> Figure:
    command = [sys.executable, "-m", "xacct_guard", *asked]
    began = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(child.pid, 0)
    took, busy = time.perf_counter() - began, usage.ru_utime + usage.ru_stime
    told = f"{took:.1f} s by the clock, {usage.ru_maxrss / 1024:.0f} MiB"
    return Figure(name, busy, "s", note=told)


if __name__ == "__main__":
    for each in figures(tuple(map(int, sys.argv[1:])) or SIZES):
        print(f"{each.name}: {each.value:.1f} s of processor, {each.note}", flush=True)
