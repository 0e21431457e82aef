"""Write into pages what their commands print now: `python -m tools.console docs/tutorial.md …`.

What is shown with `…` is left to whoever wrote it; what is printed there is printed here.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from .command import LEFT_OUT
from .page import Difference, differences


def main(names: list[str]) -> None:
    """Bring the pages of these names up to date."""
    for page in map(Path, names):
        with TemporaryDirectory() as folder:
            found = tuple(differences(page.resolve(), Path(folder)))
        for difference in reversed(found):
            if any(line.strip() == LEFT_OUT for line in difference.command.shown):
                print(f"{page}: {difference}", file=sys.stderr)
            else:
                write(page, difference)


def write(page: Path, difference: Difference) -> None:
    """Put what is printed in the place of what was shown."""
    lines = page.read_text("utf-8").splitlines()
    at = difference.command.line
    while lines[at - 1].endswith("\\"):
        at += 1
    printed = [line.rstrip() for line in difference.printed.splitlines()]
    lines[at : at + len(difference.command.shown)] = printed
    page.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
