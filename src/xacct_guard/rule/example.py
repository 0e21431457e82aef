"""Example: what a rule finds, and what it would rather see: two of its own fixtures, which the tests run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import product
from pathlib import Path

from .rule import Rule
from .shipped import shipped

_SOURCES = (".yaml", ".yml", ".json", ".tf")
_LONGEST = 120
"""Lines: a fixture that is longer shows nothing at a glance."""


@dataclass(frozen=True, slots=True)
class Example:
    """Two fixtures that differ in little: in `bad` the rule finds something, in `good` nothing.

    Each is the files of it, by name, with their text.
    """

    bad: tuple[tuple[str, str], ...]
    good: tuple[tuple[str, str], ...]

    def lines(self, heading: str = "##") -> Iterator[str]:
        """In Markdown, below a rule's page."""
        for title, files in (("Bad", self.bad), ("Good", self.good)):
            yield from ("", f"{heading} {title}")
            for name, text in files:
                yield from ("", f"`{name}`", "", "```", *text.rstrip().split("\n"), "```")


def example_of(rule: Rule) -> Example | None:
    """The example of a rule; None where it has no fixtures that are short enough."""
    folder = next((each for each in _folders(rule) if each.is_dir()), None)
    if folder is None:
        return None
    bad, good = (tuple(_fixtures(folder, kind)) for kind in ("fires", "silent"))
    pairs = tuple(product(bad, good))
    return Example(*max(pairs, key=_likeness)) if pairs else None


def _folders(rule: Rule) -> Iterator[Path]:
    yield rule.file.parent / "fixtures" / rule.id
    yield shipped("examples") / rule.id


def _fixtures(folder: Path, kind: str) -> Iterator[tuple[tuple[str, str], ...]]:
    for path in sorted(folder.glob(f"{kind}.*")):
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        texts = tuple(
            (file.name, file.read_text(encoding="utf-8"))
            for file in files
            if file.suffix in _SOURCES
        )
        if texts and sum(text.count("\n") for _, text in texts) <= _LONGEST:
            yield texts


def _likeness(pair: tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]) -> float:
    """How much the two are alike; of those that are as much so, the shorter."""
    one, other = ("".join(text for _, text in files) for files in pair)
    alike = SequenceMatcher(None, one.splitlines(), other.splitlines(), autojunk=False).ratio()
    return alike - (len(one) + len(other)) / 20_000
