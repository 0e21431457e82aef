"""`extends: base.yaml`: a configuration that takes the rest from another file.

Mappings are merged, member by member; lists of named entries are merged by `name`; anything else is
replaced. Every value keeps the place, and so the folder, of the file it is written in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from ..errors import ConfigError
from ..span import Node
from .confines import ensure_possible

_KEY = "extends"
Read = Callable[[Path], Node]


def with_its_base(path: Path, read: Read) -> Node:
    """The document in a file, merged over those that it extends. Raises ConfigError for a circle."""
    return _whole(path, read, ())


def _whole(path: Path, read: Read, waiting: tuple[Path, ...]) -> Node:
    node = read(path)
    said = node.mapping.get(_KEY)
    if said is None:
        return node
    if not isinstance(said.value, str):
        help = "one file, which may extend another in turn"
        raise ConfigError(f"`{_KEY}` should be the path of a file", at=said.span, help=help)
    base = path.parent / said.value
    ensure_possible(base, said.span)
    known = (*waiting, path.resolve())
    if base.resolve() in known:
        raise ConfigError(
            f"`{said.value}` extends this file in turn",
            at=said.span,
            help="let one of the two stand alone",
        )
    if not base.is_file():
        help = f"the path is relative to `{path.parent}`"
        raise ConfigError(f"no file `{said.value}`", at=said.span, help=help)
    own = replace(node, value={key: each for key, each in node.mapping.items() if key != _KEY})
    return merged(_whole(base, read, known), own)


def merged(base: Node, own: Node) -> Node:
    """What `own` says, and what `base` says where `own` is silent."""
    if isinstance(base.value, Mapping) and isinstance(own.value, Mapping):
        members = {
            key: merged(base.mapping[key], own.mapping[key])
            if key in base.mapping and key in own.mapping
            else own.mapping.get(key) or base.mapping[key]
            for key in (*base.mapping, *(key for key in own.mapping if key not in base.mapping))
        }
        return replace(own, value=members, keys={**base.keys, **own.keys})
    if _is_named(base) and _is_named(own):
        return replace(own, value=tuple(_by_name(base, own).values()))
    return own


def _is_named(node: Node) -> bool:
    """Is this a list of entries that each have a name of their own?"""
    if not isinstance(node.value, tuple) or not node.value:
        return False
    names = [item.get("name") for item in node.value]
    texts = [name.text for name in names if name is not None]
    return len(texts) == len(names) == len(set(texts))


def _by_name(base: Node, own: Node) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for item in (*base.items, *own.items):
        name = item.mapping["name"].text or ""
        found[name] = merged(found[name], item) if name in found else item
    return found
