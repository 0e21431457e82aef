"""What comes along with the package beside its code: rules, policy packs, examples."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

_BESIDE = {"examples": "fixtures/rules"}
"""Where a working copy has what is not called the same there."""


def shipped(name: str) -> Path:
    """The folder of that name: inside the wheel, else beside `src` in a working copy."""
    packed = Path(str(resources.files("xacct_guard"))) / f"_{name}"
    if packed.is_dir():
        return packed
    return Path(__file__).resolve().parents[3] / _BESIDE.get(name, name)
