"""The reader of JSON, and of JSON inside of other documents."""

from __future__ import annotations

from xacct_guard.read import decode, read_all, read_embedded
from xacct_guard.span import Node, Source, Span

from ..outcome import tolerant
from ..target import Target


def take(data: bytes) -> None:
    """A text under a name of JSON, and as a value of YAML."""
    tolerant(lambda: read_all(decode(data, "x.json")))
    text = data.decode("utf-8", errors="replace")
    at = Span(Source("x.yaml", f"a: |\n  {text}\n"), ("a",), 1, 4, 2 + text.count("\n"), 3)
    tolerant(lambda: read_embedded(Node(text, at)))


TARGET = Target(
    "json_text",
    take,
    ("fixtures/systems/*/*/*.json",),
    ('{"a": [1, -2.5e3, null, true, "\\u00e9\\ud83d\\ude00"]}', "[" * 300, '{"a": 1, "a": 2}'),
)
