"""The version of an unpacked wheel, or of a package in a site-packages folder."""

from __future__ import annotations

from pathlib import Path


def wheel_version(folder: Path, package: str) -> str:
    """The `Version` in the metadata of `package` (as its dist-info is spelled) in `folder`."""
    (metadata,) = folder.glob(f"{package}-*.dist-info/METADATA")
    lines = metadata.read_text("utf-8").splitlines()
    return next(line.removeprefix("Version: ") for line in lines if line.startswith("Version: "))
