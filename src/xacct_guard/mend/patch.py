"""What changes, as a unified diff: one for each file, those of one account together."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

from ..iam.symbol import has_symbol, shown
from .mended import Mended

_NO_END = "\\ No newline at end of file\n"


def patch(mended: Mended) -> str:
    """The diff; `patch -p1` and `git apply` take it."""
    parts: list[str] = []
    account = ""
    for path in sorted(mended.after, key=lambda path: (mended.accounts.get(path, ""), str(path))):
        of = mended.accounts.get(path, "")
        if of and of != account and not has_symbol(of):
            parts.append(f"# account {shown(of)}\n")
            account = of
        parts += _file(mended, path)
    return "".join(parts)


def _file(mended: Mended, path: Path) -> Iterator[str]:
    name = Path(mended.names[path]).as_posix().lstrip("/")
    before, after = _lines(mended.before[path]), _lines(mended.after[path])
    for line in unified_diff(before, after, f"a/{name}", f"b/{name}"):
        yield line if line.endswith("\n") else f"{line}\n{_NO_END}"


def _lines(text: str) -> list[str]:
    """The lines with what ends them; only a line feed ends one, as in every patch."""
    parts = text.split("\n")
    return [f"{part}\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
