"""Tables of cases as files have them, read by the C parser and once for all tests of a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def written(file: Path) -> Any:
    """What a YAML file says. Nobody may change it: others have the same."""
    return yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
