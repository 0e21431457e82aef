"""Which file of the repository is which page of the site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
BESIDE = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "CHANGELOG.md": "changelog.md",
}
"""Pages that stand at the top of the repository, where a forge looks for them, and their place in the site."""


def written() -> Iterator[Path]:
    """Every page that a person wrote, as a file of the repository."""
    yield from (ROOT / name for name in BESIDE)
    yield from sorted(DOCS.rglob("*.md"))


def place_of(file: Path) -> str | None:
    """The place in the site of a file of the repository; None where it has none."""
    if file.is_relative_to(DOCS) and file.suffix != ".toml":  # `exclude_docs` of mkdocs.yml
        return file.relative_to(DOCS).as_posix()
    return BESIDE.get(file.relative_to(ROOT).as_posix()) if file.is_relative_to(ROOT) else None
