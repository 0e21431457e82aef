"""Every member of the JSON report, from its schema."""

from __future__ import annotations

from tools.schema_page import tables
from xacct_guard.report.json import schema

from . import Page

ABOUT = """\
# The JSON report

What `xacct-guard check --format json` prints, version 1. Members are added, never renamed or taken away
without a new version. `xacct-guard schema report` prints this page as a JSON Schema.
"""


def written() -> str:
    """The tables of the report."""
    return "\n".join((ABOUT, *tables(schema())))


PAGE = Page("reference/json-report.md", written)
