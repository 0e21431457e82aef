"""Build specifications of CodeBuild: what their commands name. Commands are not run, only looked through.

Reference: CodeBuild user guide, build-spec-ref.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import InputError
from ..span import Node, Span

_VERSIONS = ("0.1", "0.2")
_ROLE = re.compile(r"--role-arn[ =]+[\"']?(?P<name>[^\s\"']+)")
_IMAGE = re.compile(r"docker\s+(?P<how>push|pull)\s+(?:-\S+\s+)*[\"']?(?P<name>[^\s\"']+)")
_SERVICE = re.compile(r"(?:^|[\s;&|(`])aws\s+(?:--\S+\s+\S+\s+)*(?P<name>[a-z0-9-]+\s+[a-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class Hint:
    """Something that a command names: `how` it is used (`assume`, `push`, `pull`, `call`), and where."""

    how: str
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Buildspec:
    """What a build specification tells: its variables, where other values come from, hints.

    `reports` are the names or ARNs of the report groups it writes to.
    """

    variables: dict[str, Node]
    parameters: dict[str, Node]
    secrets: dict[str, Node]
    hints: tuple[Hint, ...]
    reports: tuple[str, ...] = ()


def is_buildspec(document: Node) -> bool:
    """Is this a build specification?"""
    version, phases = document.get("version"), document.mapping.get("phases")
    return version is not None and version.text in _VERSIONS and phases is not None


def read_buildspec(document: Node) -> Buildspec:
    """What a build specification names. Raises InputError where the document is none."""
    if not is_buildspec(document):
        help = "it has `version: 0.2` and `phases`"
        raise InputError("not a build specification", at=document.span, help=help)
    return Buildspec(
        variables=_environment(document, "variables"),
        parameters=_environment(document, "parameter-store"),
        secrets=_environment(document, "secrets-manager"),
        hints=tuple(hint for command in _commands(document) for hint in hints_in(command)),
        reports=tuple(found.mapping) if (found := document.get("reports")) else (),
    )


def _environment(document: Node, section: str) -> dict[str, Node]:
    found = document.get("env", section)
    return dict(found.mapping) if found else {}


def _commands(document: Node) -> Iterator[Node]:
    for phase in document.mapping["phases"].mapping.values():
        for section in ("commands", "finally"):
            found = phase.get(section)
            yield from found.items if found else ()


def hints_in(command: Node) -> Iterator[Hint]:
    """What a shell command names: roles taken on, images pushed and pulled, other calls of the CLI."""
    text = command.text or ""
    for found in _ROLE.finditer(text):
        if "assume-role" in text:
            yield Hint("assume", found["name"], command.span)
    for found in _IMAGE.finditer(text):
        yield Hint(found["how"], found["name"], command.span)
    for found in _SERVICE.finditer(text):
        if not found["name"].startswith("sts assume-role"):
            yield Hint("call", " ".join(found["name"].split()), command.span)
