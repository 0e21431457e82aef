"""Every member of a scenario of `evaluate`, from its schema."""

from __future__ import annotations

import json
from importlib import resources

from tools.schema_page import tables

from . import Page

ABOUT = """\
# Scenarios

What `xacct-guard evaluate` reads: a request and the policies that have a say, a line of JSON each. It
prints a decision for each, a line each, in the same order. `xacct-guard schema scenario` prints this page
as a JSON Schema.

A context key that is in neither map of the request is absent, after what follows from the request itself is
derived.
"""


def written() -> str:
    """The tables of a scenario."""
    file = resources.files("xacct_guard.iam").joinpath("scenario.schema.json")
    return "\n".join((ABOUT, *tables(json.loads(file.read_text("utf-8")))))


PAGE = Page("reference/scenario.md", written)
