"""A snapshot: one SQLite file with what live accounts answered, a row for each thing that is there.

`snapshot.schema.json` tells its tables, for the documentation as well; a change of them is a new `VERSION`.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

FORMAT = "xacct-guard snapshot"
VERSION = 1


def schema() -> dict[str, Any]:
    """The JSON Schema of a snapshot: each table a list of its rows, bodies unpacked."""
    file = resources.files(__name__).joinpath("snapshot.schema.json")
    loaded: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return loaded
