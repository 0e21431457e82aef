"""Every key of a policy pack, from its JSON Schema, and the packs that come along."""

from __future__ import annotations

from tools.schema_page import tables
from xacct_guard.config import schema

from . import Page

ABOUT = """\
# Policy packs

A pack says which rules count and how severe they are, and which access must and must not be. Named under
`rules.packs` of the configuration or by `--pack`: `baseline` has what surely matters, `strict` good
practice, `audit` everything; a file of your own is TOML. `xacct-guard schema pack` prints this page as a
JSON Schema.
"""


def written() -> str:
    """The tables of a pack."""
    return "\n".join((ABOUT, *tables(schema("pack"))))


PAGE = Page("reference/policy-pack.md", written)
