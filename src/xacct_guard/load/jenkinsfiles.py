"""Jenkinsfiles in the given paths: a flow for each role of the estate that they take on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from ..definitions.jenkinsfile import flow_of, read_jenkinsfile
from ..graph.model import Parts
from ..read import read_text
from .reading import Reading

_NAMES = "Jenkinsfile*"
_SKIPPED = frozenset({"node_modules", "__pycache__"})


def jenkinsfiles(
    reading: Reading, paths: Iterable[Path], parts: Iterable[Parts]
) -> Iterator[Parts]:
    """The flows of the roles that Jenkinsfiles take on, if the estate has the role and no flow takes it on."""
    every = tuple(parts)
    held = {role.arn for part in every for role in part.roles}
    told = {step.text_at("role") for part in every for flow in part.flows for step in flow.steps}
    for path in _files(paths):
        source = reading.attempt(partial(read_text, path, reading.documents.largest))
        for taken in read_jenkinsfile(source) if source is not None else ():
            if taken.role in held - told:
                yield Parts(flows=(flow_of(taken, str(path)),))


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        found = sorted(path.rglob(_NAMES)) if path.is_dir() else [path]
        for each in found:
            inside = each.relative_to(path).parts if path.is_dir() else ()
            hidden = any(part.startswith(".") or part in _SKIPPED for part in inside)
            if each.match(_NAMES) and each.is_file() and not hidden:
                yield each
