"""Documents in the given paths that the configuration does not name: nobody said where they are deployed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..definitions.codepipeline import is_pipeline
from ..errors import InputError
from ..formats import Parameters
from ..graph.model import Parts, Placement
from ..iam.symbol import Symbol
from ..span import Node
from .pipelines import definition
from .reading import Reading
from .stacks import Stacks

_STDIN = Path("-")
_ENDINGS = frozenset({".yaml", ".yml", ".json", ".template"})
_MARKS = ("AWSTemplateFormatVersion", "Resources", '"stages"')


def loose(paths: tuple[Path, ...], reading: Reading, stacks: Stacks) -> Iterator[Parts]:
    """The parts of every document of a known format that has not been read yet."""
    for path, by_name in _files(paths, reading):
        if path.resolve() in reading.seen or not (by_name or _looks_like_ours(path)):
            continue
        node = reading.standard_input() if path == _STDIN else reading.document(path)
        parts = _opened(node, path, reading, stacks) if node else None
        if parts is not None:
            yield parts
        elif node is not None and by_name:
            help = "a CloudFormation template has `Resources`, a pipeline definition `pipeline`"
            reading.failures.append(InputError("of no known format", at=node.span, help=help))


def _opened(node: Node, path: Path, reading: Reading, stacks: Stacks) -> Parts | None:
    account = str(Symbol(f"account of {path.name}", "?" * 12))
    placement = Placement(account, str(Symbol(f"region of {path.name}")), path.stem)
    if is_pipeline(node):
        pipeline = reading.attempt(lambda: definition(node, placement))
        return Parts(pipelines=(pipeline,)) if pipeline else Parts()
    loaded = stacks.open(node, placement, Parameters.of({}))
    return loaded.parts() if loaded else None


def _files(paths: tuple[Path, ...], reading: Reading) -> Iterator[tuple[Path, bool]]:
    """The files of the paths, and whether each was given by name."""
    for path in paths:
        if path.is_file() or path == _STDIN:
            yield path, True
        elif path.is_dir():
            found = (each for each in sorted(path.rglob("*")) if each.suffix in _ENDINGS)
            yield from (
                (each, False) for each in found if each.is_file() and not _hidden(each, path)
            )
        else:
            help = "give a file or a folder that exists"
            reading.failures.append(InputError(f"no file or folder `{path}`", help=help))


def _hidden(path: Path, under: Path) -> bool:
    parts = path.relative_to(under).parts
    return any(part.startswith(".") or part == "node_modules" for part in parts)


def _looks_like_ours(path: Path) -> bool:
    """Is it worth parsing a file that nobody named? A bad file of another kind is not our business."""
    try:
        text = path.read_text("utf-8", errors="replace")
    except OSError:
        return True  # reading it again says what is wrong
    return any(mark in text for mark in _MARKS)
