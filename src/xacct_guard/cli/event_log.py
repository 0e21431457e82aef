"""The event log of an audit: a line of JSON for everything that happened."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ..errors import ConfigError

if TYPE_CHECKING:
    from ..collect.events import Event


class EventLog:
    """A file that only its owner may read; what is there already is added to."""

    def __init__(self, path: Path) -> None:
        try:
            opened = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        except OSError as error:
            raise ConfigError(
                f"cannot write `{path}`: {(error.strerror or str(error)).lower()}",
                help="give a file in a folder that exists and may be written",
            ) from error
        self._file = os.fdopen(opened, "a", encoding="utf-8", buffering=1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()

    def tell(self, event: Event) -> None:
        """Write an event; what it does not say is left out."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        said = {name: value for name, value in asdict(event).items() if value not in ("", None)}
        said["event"] = said.pop("what")
        self._file.write(json.dumps({"time": now, **said}, ensure_ascii=False) + "\n")
