"""JSON that is safe to print: what moves a cursor or turns text round is written as an escape."""

from __future__ import annotations

import json
import re

_UNUSUAL = re.compile(r"[^ -~\n]")


def json_text(members: object) -> str:
    """Indented JSON with a line end; the same members give the same text.

    Letters of any script stay as they are. Characters that only JSON's own escapes make visible (C1
    controls, marks of direction, lone surrogates) can stand only inside its strings, and so can `##[`, which
    the runner of GitHub Actions takes for a command wherever it is printed.
    """
    text = json.dumps(members, indent=2, ensure_ascii=False)
    return _UNUSUAL.sub(_safe, text).replace("##[", "#\\u0023[") + "\n"


def _safe(found: re.Match[str]) -> str:
    char = found.group()
    return char if char.isprintable() else _escaped(char)


def _escaped(char: str) -> str:
    return "\\u007f" if char == "\x7f" else json.dumps(char)[1:-1]
