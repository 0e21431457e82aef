"""The templates that others published, where they lie beside this repository."""

from __future__ import annotations

from pathlib import Path

from xacct_guard.formats.cloudformation import FORMAT
from xacct_guard.load.documents import Documents
from xacct_guard.span import Source

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
MISSING = f"no published templates at {CORPUS}: nothing to measure"


def templates() -> list[Source]:
    """Every template in YAML, by its path in the corpus."""
    files = sorted(path for path in CORPUS.rglob("*") if path.suffix in (".yaml", ".yml"))
    documents = Documents()
    found = (documents.of(path).node for path in files)
    return [
        Source(node.span.source.name.removeprefix(f"{CORPUS}/"), node.span.source.text)
        for node in found
        if node is not None and FORMAT.detect(node)
    ]
