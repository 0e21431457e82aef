"""The fenced blocks of a page, each with the folder in which it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

_FENCE = re.compile(r"^( *)(```+)\s*(\w*)")
_DIRECTIVE = re.compile(r"^<!-- (runs in|before|file): (.+) -->$")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, its text without the indentation of the fence, the line of its first line.

    `file` is where it is written to (`<!-- file: PATH -->` above it), in place of being run.
    """

    language: str
    text: str
    line: int
    file: str | None = None

    @property
    def first(self) -> str:
        """Its first line, by which a test may name it."""
        return self.text.partition("\n")[0]


@dataclass(slots=True)
class Stretch:
    """Blocks that run one after the other in one copy of a folder.

    `folder` is relative to the repository (None: they need none); the commands of `before` make it ready.
    """

    folder: str | None
    before: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


def stretches(page: Path) -> tuple[Stretch, ...]:
    """The stretches of a page; `<!-- runs in: FOLDER -->` begins one."""
    found, file = [Stretch(None)], None
    for each in _pieces(page.read_text("utf-8").splitlines()):
        match each:
            case Block():
                found[-1].blocks.append(replace(each, file=file))
                file = None
            case ("runs in", folder):
                found.append(Stretch(folder))
            case ("before", command):
                found[-1].before.append(command)
            case (_, path):
                file = path
    return tuple(found)


def _pieces(lines: list[str]) -> Iterator[Block | tuple[str, str]]:
    rest = iter(enumerate(lines, 1))
    for number, line in rest:
        if fence := _FENCE.match(line):
            indent, ticks, language = fence.groups()
            inside = []
            for _, text in rest:
                if text.strip() == ticks:
                    break
                inside.append(text.removeprefix(indent))
            yield Block(language, "\n".join(inside), number + 1)
        elif directive := _DIRECTIVE.match(line):
            yield directive[1], directive[2]
