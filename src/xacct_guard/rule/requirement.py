"""Requirement: a request that must be allowed, or must not be, declared in the configuration or in a pack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..config import Config, Resolve, expand
from ..errors import ConfigError
from ..finding import Severity
from ..span import Node, Span
from .pack import Pack


@dataclass(frozen=True, slots=True)
class Requirement:
    """A request by one principal, or by each role of the estate that a pattern means."""

    name: str
    principal: str
    action: str
    resource: str
    is_allowed: bool
    span: Span
    context: Mapping[str, tuple[str, ...]]
    severity: Severity | None = None


def requirements(
    config: Config, packs: Iterable[Pack], resolve: Resolve
) -> tuple[Requirement, ...]:
    """Those of the configuration (`must`, `must_not`) and those of the packs.

    Raises ConfigError for one that refers to something that nobody knows.
    """
    written = [(True, config.entries("must")), (False, config.entries("must_not"))]
    for pack in packs:
        written += [(True, pack.must), (False, pack.must_not)]
    return tuple(_all(written, resolve))


def _all(
    written: Iterable[tuple[bool, tuple[Node, ...]]], resolve: Resolve
) -> Iterator[Requirement]:
    for is_allowed, entries in written:
        for entry in entries:
            yield _requirement(entry, resolve, is_allowed=is_allowed)


def _requirement(entry: Node, resolve: Resolve, *, is_allowed: bool) -> Requirement:
    values = {name: _text(entry, name, resolve) for name in ("principal", "action", "resource")}
    context, severity = entry.get("context"), entry.text_at("severity")
    pairs = context.mapping.items() if context else ()
    return Requirement(
        entry.text_at("name") or "",
        values["principal"],
        values["action"],
        values["resource"],
        is_allowed,
        entry.span,
        {key: tuple(item.text or "" for item in node.items) for key, node in pairs},
        Severity(severity) if severity else None,
    )


def _text(entry: Node, name: str, resolve: Resolve) -> str:
    node = entry.mapping[name]
    found = expand(node, resolve)
    if found is None or found.text is None:
        raise ConfigError(
            f"`{node.text}` refers to something that is not known",
            at=node.span,
            help="accounts and stacks are those of the configuration; name an ARN where nothing is deployed",
        )
    return found.text
