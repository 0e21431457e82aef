"""Every key of xacct-guard.yaml and of a policy pack, from their JSON Schemas."""

from __future__ import annotations

from tools.schema_page import tables
from xacct_guard.config import schema

from . import Page

ABOUT = """\
# Configuration

`xacct-guard.yaml` says which template is deployed where, what its parameters are, and what no file tells.
`xacct-guard init` drafts one, and `xacct-guard schema config` prints this page as a JSON Schema, for
editors. A key that is not here is an error, with the closest one that is. Paths are relative to the file.

In any value `${accounts.NAME.id}`, `${stacks.NAME.outputs.OUTPUT}`, `${stacks.NAME.resources.LOGICAL}`
(what `Ref` gives) and `${stacks.NAME.resources.LOGICAL.ATTRIBUTE}` (what `GetAtt` gives) stand for what
they name. A value that is not known is left out, never invented: what depends on it is `unknown`, and says
so.
"""


def written() -> str:
    """The tables of the configuration."""
    return "\n".join((ABOUT, *tables(schema("config"))))


PAGE = Page("reference/configuration.md", written)
