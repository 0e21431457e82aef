"""Call: a `module` block: where its folder is, and which provider is which in there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...iam.symbol import has_symbol
from ...read.hcl import syntax
from ...read.hcl.syntax import Block
from ...span import Node


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a module as it is written."""

    block: Block

    @property
    def source(self) -> str | None:
        """Where the module comes from; None where nobody can tell from the text."""
        written = self.block.body.attributes.get("source")
        if not isinstance(written, syntax.Literal) or has_symbol(str(written.value)):
            return None
        return Node(written.value, written.span).text

    @property
    def is_local(self) -> bool:
        """Is its folder one of this repository?"""
        return (self.source or "").startswith(("./", "../"))

    @property
    def providers(self) -> Mapping[str, str]:
        """What the module calls a provider, and what the caller does."""
        written = self.block.body.attributes.get("providers")
        members = written.members if isinstance(written, syntax.Object) else ()
        return {provider_name(key): provider_name(value) for key, value in members}


def provider_name(written: syntax.Expression) -> str:
    """A provider as it is written: `aws.training`, in quotes in old files."""
    match written:
        case syntax.Name(name):
            return name
        case syntax.Attribute(of, name):
            return f"{provider_name(of)}.{name}"
        case syntax.Literal(value):
            return str(value)
    return ""
