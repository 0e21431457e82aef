"""A snapshot, as a file and as the bodies of its rows."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from xacct_guard.snapshot.body import unpacked
from xacct_guard.snapshot.read import Snapshot
from xacct_guard.snapshot.rows import Account, Document
from xacct_guard.snapshot.write import create

from ..outcome import tolerant
from ..target import Target


def take(data: bytes) -> None:
    """Everything that there is in it."""
    with suppress(ValueError, zlib.error):
        unpacked(data)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path = Path(folder, "x.snapshot")
        path.write_bytes(data)
        tolerant(lambda: _read(path))


def _read(path: Path) -> None:
    with Snapshot(path) as snapshot:
        for _ in (*snapshot.accounts(), *snapshot.documents(), *snapshot.missing()):
            pass
        snapshot.counts()


@dataclass(frozen=True, slots=True)
class OfSnapshots(Target):
    """Begins from a small snapshot."""

    def inputs(self) -> Iterator[bytes]:
        """One with an account and two documents."""
        with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
            path = Path(folder, "x.snapshot")
            account = Account("111111111111", "a", regions=("us-east-1",), collected="2026-01-01")
            rows = [Document(account.id, "", "iam:role", name, {"a": {"b": 1}}) for name in "xy"]
            with create(path, {"tool": "x"}) as writer:
                writer.put(account, rows, ())
            yield path.read_bytes()
            yield zlib.compress(b'{"a": 1}')


TARGET = OfSnapshots("snapshot", take)
