"""What comes along with the package beside its code: rules and policy packs."""

from __future__ import annotations

from importlib import resources
from pathlib import Path


def shipped(name: str) -> Path:
    """The folder of that name: inside the wheel, else beside `src` in a working copy."""
    packed = Path(str(resources.files("xacct_guard"))) / f"_{name}"
    return packed if packed.is_dir() else Path(__file__).resolve().parents[3] / name
