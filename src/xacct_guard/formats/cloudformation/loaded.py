"""Loaded: an opened template, as the estate asks it for values and parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ...graph.model import Parts
from ...iam.truth import Truth
from .parts import parts_of
from .stack import Stack


@dataclass(frozen=True)
class LoadedTemplate:
    """A template deployed to one account and region."""

    stack: Stack

    def parts(self) -> Parts:
        """Everything the template declares, and what is wrong with it."""
        return self._parts

    @cached_property
    def _parts(self) -> Parts:
        return parts_of(self.stack)

    def reference(self, path: str) -> str | None:
        """The value at a path, as `formats.Loaded` lists them; None when there is none."""
        kind, _, name = path.partition(".")
        asked: Mapping[str, Callable[[str], str | None]] = {
            "outputs": self.stack.output,
            "exports": self._export,
            "ssm": self._ssm,
            "resources": self._resource,
        }
        return asked[kind](name) if kind in asked else None

    def _export(self, name: str) -> str | None:
        """The value of the output that is exported under a name."""
        outputs = self.stack.template.outputs
        found = (output for output in outputs if self.stack.export_name(output) == name)
        return next((self.stack.output(output) for output in found), None)

    def _ssm(self, name: str) -> str | None:
        """The value of the SSM parameter of that name, if this template makes it."""
        stack = self.stack
        for declaration in stack.template.resources.values():
            if declaration.type != "AWS::SSM::Parameter":
                continue
            named = stack.property(declaration, "Name")
            if named is None or named.text != name or stack.exists(declaration) is Truth.NO:
                continue
            return stack.attribute(declaration.logical, "Value", declaration.span).text
        return None

    def _resource(self, path: str) -> str | None:
        """What Ref or GetAtt gives for a resource that exists."""
        logical, _, attribute = path.partition(".")
        declaration = self.stack.template.resources.get(logical)
        if declaration is None or self.stack.exists(declaration) is Truth.NO:
            return None
        return self.stack.value_of(declaration, attribute or None, declaration.span).text
