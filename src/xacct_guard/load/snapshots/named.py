"""The snapshots that a configuration names."""

from __future__ import annotations

from pathlib import Path

from ...config import Config
from ...errors import ConfigError
from ..reading import Reading


def named_snapshots(config: Config, reading: Reading) -> tuple[Path, ...]:
    """The files under `snapshots`; one that is not there is a failure."""
    found = {config.path(said): said for said in config.entries("snapshots")}
    for path, said in found.items():
        if not path.is_file():
            help = "`xacct-guard audit --save FILE` makes one"
            reading.failures.append(
                ConfigError(f"no snapshot `{said.text}`", at=said.span, help=help)
            )
    return tuple(path for path in found if path.is_file())
