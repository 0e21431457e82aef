"""A whole page, run from top to bottom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .block import Block, stretches
from .command import Command, commands
from .session import Session


@dataclass(frozen=True, slots=True)
class Difference:
    """A command that prints something else than the page shows."""

    command: Command
    printed: str

    def __str__(self) -> str:
        shown = "\n".join(self.command.shown)
        where = f"line {self.command.line}: $ {self.command.typed}"
        return f"{where}\n--- shown\n{shown}\n--- printed\n{self.printed}"


def differences(page: Path, into: Path) -> Iterator[Difference]:
    """Run the blocks of a page in copies of their folders below `into`; what is not as the page says.

    Raises what a `python` block raises, and AssertionError for a `diff` that does not fit.
    """
    for number, stretch in enumerate(stretches(page)):
        if any(block.file or block.language in _RUN for block in stretch.blocks):
            name = Path(stretch.folder or "here").name
            session = Session.of(stretch.folder, into / str(number) / name, stretch.before)
            for block in stretch.blocks:
                yield from _run(block, session)


_RUN = {"console", "diff", "python"}


def _run(block: Block, session: Session) -> Iterator[Difference]:
    if block.file:
        session.write(block)
        return
    match block.language:
        case "diff":
            session.change(block)
        case "python":
            session.execute(block)
        case "console":
            for command in commands(block):
                printed = session.run(command.typed)
                if not command.is_answered_by(printed):
                    yield Difference(command, printed)
        case _:
            pass
