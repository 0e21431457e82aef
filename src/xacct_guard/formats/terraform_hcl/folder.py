"""A folder of Terraform files as one document: a mapping from file name to text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath

from ...errors import InputError, XacctGuardError
from ...read.hcl import read_body, read_json_body, read_json_values
from ...read.hcl.syntax import Block, Body, Expression
from ...span import Node, Source, Span
from ...terraform.file_names import code_in, is_code, is_override, values_in
from .override import overridden

TAG = "folder"
"""The tag of a node that is a folder. Files of other folders have paths from it: `../shared/main.tf`."""

_ONCE = frozenset({"data", "module", "output", "resource", "variable"})


@dataclass(frozen=True, slots=True)
class Files:
    """The code of one folder, read, and what its files of values say."""

    blocks: tuple[Block, ...]
    values: Mapping[str, Expression]


class Folder:
    """The files of a root module and of the local modules it calls; a bad file does not hide others."""

    def __init__(self, document: Node) -> None:
        self.document = document
        self.failures: list[XacctGuardError] = []
        self._read: dict[str, Files] = {}

    @property
    def span(self) -> Span:
        """The folder itself."""
        return self.document.span

    def path(self, path: str) -> str:
        """The same path; of the folder itself `.`, however it is written."""
        root = normpath(self.span.source.name)
        return "." if normpath(join(root, path)) == root else path

    def holds(self, path: str) -> bool:
        """Is there a folder with Terraform files at this path?"""
        return any(map(is_code, self._names(path)))

    def files(self, path: str) -> Files:
        """The files of a folder, read once."""
        if path not in self._read:
            self._read[path] = Files(self._code(path), self._values(path))
        return self._read[path]

    def _names(self, path: str) -> Iterator[str]:
        return (name for name in self.document.mapping if (dirname(name) or ".") == path)

    def _code(self, path: str) -> tuple[Block, ...]:
        own: list[Block] = []
        over: list[Block] = []
        for name in code_in(self._names(path)):
            body = self._body(name)
            (over if is_override(name) else own).extend(body.blocks if body else ())
        self.failures += _twice(own)
        return overridden(own, over, self.failures.append)

    def _body(self, name: str) -> Body | None:
        try:
            source = self._source(name)
            return read_json_body(source) if name.endswith(".json") else read_body(source)
        except XacctGuardError as error:
            self.failures.append(error)
            return None

    def _values(self, path: str) -> Mapping[str, Expression]:
        found: dict[str, Expression] = {}
        for name in values_in(self._names(path)):
            try:
                source = self._source(name)
                is_json = name.endswith(".json")
                found |= read_json_values(source) if is_json else read_body(source).attributes
            except XacctGuardError as error:
                self.failures.append(error)
        return found

    def _source(self, name: str) -> Source:
        node = self.document.mapping[name]
        return Source(node.span.source.name, node.text or "")


def _twice(blocks: list[Block]) -> Iterator[InputError]:
    """Blocks that Terraform refuses: of the same kind and name as one before."""
    seen: dict[tuple[str, ...], Block] = {}
    for block in blocks:
        first = seen.setdefault((block.type, *block.labels), block)
        if block.type in _ONCE and first is not block:
            yield InputError(
                f"{block.type} `{'.'.join(block.labels)}` is declared twice",
                at=block.span,
                help=f"the first is at {first.span}; rename one, or remove it",
            )


def is_folder(document: Node) -> bool:
    """Is this a folder that has Terraform files in it?"""
    return document.tag == TAG and any(map(is_code, document.mapping))


def below(path: str, source: str) -> str:
    """The path of a module's folder, from the folder that calls it."""
    return normpath(join(path, source))
