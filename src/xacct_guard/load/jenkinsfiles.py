"""Jenkinsfiles in the given paths: a flow for each role of the estate that they take on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from ..definitions.jenkinsfile import flow_of, read_jenkinsfile
from ..graph.model import Parts
from ..read import read_text
from .passed_over import looked_at
from .reading import Reading

_NAMES = "Jenkinsfile*"


def jenkinsfiles(
    reading: Reading, paths: Iterable[Path], parts: Iterable[Parts]
) -> Iterator[Parts]:
    """The flows of the roles that Jenkinsfiles take on, if the estate has the role and no flow takes it on."""
    every = tuple(parts)
    held = {role.arn for part in every for role in part.roles}
    told = {step.text_at("role") for part in every for flow in part.flows for step in flow.steps}
    for path in _files(paths, reading):
        source = reading.attempt(partial(read_text, path, reading.documents.largest))
        for taken in read_jenkinsfile(source) if source is not None else ():
            if taken.role in held - told:
                yield Parts(flows=(flow_of(taken, str(path)),))


def _files(paths: Iterable[Path], reading: Reading) -> Iterator[Path]:
    for path in paths:
        is_folder = path.is_dir()
        found = looked_at(sorted(path.rglob(_NAMES)), path, reading) if is_folder else (path,)
        yield from (each for each in found if each.match(_NAMES) and each.is_file())
