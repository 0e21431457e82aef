"""Policy packs: which rules run, how severe they are, and which accesses must or must not exist."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..config.pack import checked_pack
from ..errors import ConfigError, InputError
from ..read import read_text
from ..span import Node, Span
from .shipped import shipped
from .tier import Tier

DEFAULT = "baseline"
OFF = "off"


@dataclass(frozen=True, slots=True)
class Pack:
    """A policy pack. `pin` is the version of the tool whose rules it is meant for, None for all.

    `severity` may say `off`. `must` and `must_not` are requests that have to be allowed, or must not be.
    """

    name: str
    about: str = ""
    tiers: tuple[Tier, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    must: tuple[Node, ...] = ()
    must_not: tuple[Node, ...] = ()
    pin: str | None = None


def names() -> tuple[str, ...]:
    """The names of the packs that come along."""
    return tuple(sorted(file.stem for file in _folder().glob("*.toml")))


def pack_named(written: str, at: Span | None = None, folder: Path = Path()) -> Pack:
    """A pack by its name, by its name and a version (`strict@0.1`), or by the path of its file.

    Raises ConfigError for one that nobody knows, InputError for a file that is no pack.
    """
    if written.endswith(".toml"):
        file, pin = folder / written, None
        help = f"the path is relative to `{folder}`"
    else:
        name, _, version = written.partition("@")
        known = name if name in names() else ""
        file, pin = _folder() / f"{known}.toml", version or None
        help = f"one of `{'`, `'.join(names())}`, or the path of a `.toml` file"
    if not file.is_file():
        raise ConfigError(f"no policy pack `{written}`", at=at, help=help)
    return _pack(file, pin)


def _pack(file: Path, pin: str | None) -> Pack:
    source = read_text(file)
    try:
        node = checked_pack(tomllib.loads(source.text), source)
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            f"`{file}` is not TOML: {error}", at=Span(source), help="see `xacct-guard schema pack`"
        ) from error
    severity = node.get("severity")
    return Pack(
        node.text_at("name") or file.stem,
        node.text_at("about") or "",
        tuple(map(Tier, _texts(node, "tiers"))),
        _texts(node, "select"),
        _texts(node, "ignore"),
        {rule: level.text or "" for rule, level in severity.mapping.items()} if severity else {},
        _nodes(node, "must"),
        _nodes(node, "must_not"),
        pin,
    )


def _folder() -> Path:
    return shipped("policies") / "packs"


def _nodes(node: Node, name: str) -> tuple[Node, ...]:
    found = node.get(name)
    return found.items if found else ()


def _texts(node: Node, name: str) -> tuple[str, ...]:
    return tuple(item.text or "" for item in _nodes(node, name))
