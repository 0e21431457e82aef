"""The reader of YAML."""

from __future__ import annotations

from xacct_guard.read import decode, read_all

from ..outcome import tolerant
from ..target import Target


def take(data: bytes) -> None:
    """A text under a name of YAML."""
    tolerant(lambda: read_all(decode(data, "x.yaml")))


TARGET = Target(
    "yaml_text",
    take,
    ("fixtures/rules/*/fires*.yaml", "fixtures/doors/**/*.yaml"),
    (
        "a: &a [1, *a]\n",
        "? [x]\n: |+2\n   y\n",
        "%YAML 1.1\n---\n!Sub '${x}'\n...\n",
        "<<: {a: 1}\n",
    ),
)
