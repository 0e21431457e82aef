"""The links of a page, as they are in the repository and as they are in the site."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .places import place_of

_FENCE = re.compile(r"^( *)(```+|~~~+)")
_LINK = re.compile(r"(?<!\\)(!?)\[((?:[^\[\]`]|`[^`]*`)*)\]\(<?([^()\s<>]+)>?\)")
_CODE = re.compile(r"`[^`]*`")
_ELSEWHERE = re.compile(r"^[a-z][a-z0-9+.-]*:")


@dataclass(frozen=True, slots=True)
class Link:
    """A link or image of a page: what it says, the file it leads to ("": the page itself), the anchor in it."""

    says: str
    path: str
    anchor: str
    line: int

    @property
    def leads_elsewhere(self) -> bool:
        """Does it leave the repository (`https:`, `mailto:`)?"""
        return bool(_ELSEWHERE.match(self.path))


def prose(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a page that are no code, each with its number from 1."""
    fence = ""
    for number, line in enumerate(text.splitlines(), 1):
        found = _FENCE.match(line)
        if fence:
            fence = "" if found and found[2].startswith(fence) else fence
        elif found:
            fence = found[2]
        else:
            yield number, line


def links(text: str) -> Iterator[Link]:
    """Every link of a page, in order; what stands in code is none."""
    for number, line in prose(text):
        quoted = [span.span() for span in _CODE.finditer(line)]
        for found in _LINK.finditer(line):
            if not any(start <= found.start() < end for start, end in quoted):
                path, _, anchor = found[3].partition("#")
                yield Link(found[2], path, anchor, number)


def as_in_the_site(text: str, file: Path) -> str:
    """The page of `file` with its links as they are in the site.

    What leads to a file of the repository that is no page of the site is told by its words alone.
    """
    here = place_of(file)
    assert here is not None, f"{file} is no page"
    lines = text.splitlines(keepends=True)
    for number, _ in prose(text):
        lines[number - 1] = _LINK.sub(lambda found: _moved(found, file, here), lines[number - 1])
    return "".join(lines)


def _moved(found: re.Match[str], file: Path, here: str) -> str:
    path, mark, anchor = found[3].partition("#")
    if not path or _ELSEWHERE.match(path):
        return found[0]
    target = Path(os.path.normpath(file.parent / path))
    there = place_of(target)
    if there is None or target.is_dir():
        return found[2] if target.exists() else found[0]
    to = Path(os.path.relpath(there, Path(here).parent)).as_posix()
    return f"{found[1]}[{found[2]}]({to}{mark}{anchor})"
