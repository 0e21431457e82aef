"""A text of a build specification with its variables in their places."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..definitions.buildspec import Buildspec
from ..iam.symbol import Symbol
from .build import Build
from .variable import named

_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")


def filled(text: str, build: Build, spec: Buildspec | None) -> str:
    """A text of the specification with its variables: a value that nobody wrote is a symbol."""
    known = _plain(build, spec)

    def value(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        return known.get(name) or str(Symbol(f"variable {name} of {build.project.place}"))

    return _VARIABLE.sub(value, text)


def _plain(build: Build, spec: Buildspec | None) -> Mapping[str, str]:
    """The variables whose values are written, and those that CodeBuild sets itself."""
    region = build.project.region
    known = {"AWS_REGION": region, "AWS_DEFAULT_REGION": region}
    for name, node in (spec.variables if spec else {}).items():
        known[name] = node.text or ""
    for node in build.variables:
        if (named(node, "Type") or "PLAINTEXT") == "PLAINTEXT":
            known[named(node, "Name") or ""] = named(node, "Value") or ""
    return known
