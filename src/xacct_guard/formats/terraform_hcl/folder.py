"""A folder of Terraform files as one document: a mapping from file name to text."""

from __future__ import annotations

from dataclasses import dataclass
from posixpath import dirname, join, normpath

from ...errors import XacctGuardError
from ...read.hcl import read_body
from ...read.hcl.syntax import Body, Expression
from ...span import Node, Source, Span

TAG = "folder"
"""The tag of a node that is a folder. Files of other folders have paths from it: `../shared/main.tf`."""


@dataclass(frozen=True, slots=True)
class Files:
    """The `.tf` files of one folder, read, and what its variable files say."""

    bodies: tuple[Body, ...]
    values: dict[str, Expression]


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

    def holds(self, path: str) -> bool:
        """Is there a folder with Terraform files at this path?"""
        return any(_folder(name) == path and is_code(name) for name in self.document.mapping)

    def files(self, path: str) -> Files:
        """The files of a folder, read once."""
        if path not in self._read:
            self._read[path] = self._files(path)
        return self._read[path]

    def _files(self, path: str) -> Files:
        bodies: list[Body] = []
        values: dict[str, Expression] = {}
        here = sorted(name for name in self.document.mapping if _folder(name) == path)
        for name in (*(n for n in here if not _is_automatic(n)), *filter(_is_automatic, here)):
            node = self.document.mapping[name]
            if is_code(name):
                if (body := self._body(node)) is not None:
                    bodies.append(body)
            elif _is_values(name) and (body := self._body(node)) is not None:
                values |= body.attributes
        return Files(tuple(bodies), values)

    def _body(self, node: Node) -> Body | None:
        try:
            return read_body(Source(node.span.source.name, node.text or ""))
        except XacctGuardError as error:
            self.failures.append(error)
            return None


def is_folder(document: Node) -> bool:
    """Is this a folder that has Terraform files in it?"""
    return document.tag == TAG and any(map(is_code, document.mapping))


def is_code(name: str) -> bool:
    """Is a file of this name part of a module?"""
    return name.endswith((".tf", ".tofu"))


def below(path: str, source: str) -> str:
    """The path of a module's folder, from the folder that calls it."""
    return normpath(join(path, source))


def _folder(name: str) -> str:
    return dirname(name) or "."


def _is_automatic(name: str) -> bool:
    return name.endswith(".auto.tfvars")


def _is_values(name: str) -> bool:
    """`terraform.tfvars` and `*.auto.tfvars` are taken without being named, the latter last."""
    return _is_automatic(name) or name.rpartition("/")[2] == "terraform.tfvars"
