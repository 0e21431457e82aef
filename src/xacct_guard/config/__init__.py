"""xacct-guard.yaml, checked at the door: its shape by pydantic, its references when asked for.

The shape is a promise to users (`schema config` prints it). Every value keeps its place: what is
wrong, here or later, is said with file and line.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ConfigError
from ..read import read, read_text
from ..span import Node, Source, Span
from .confines import ensure_within
from .extends import with_its_base
from .fit import fits

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

NAME = "xacct-guard.yaml"
_NEARLY = re.compile(r"(\$\{(\w+)\.[^}]+\})")
_REFERENCE = re.compile(r"\$\{((?:accounts|stacks)\.[^}]+)\}")

Resolve = Callable[[str], str | None]
"""Gives the value of a reference such as `stacks.shared.outputs.Key`; None: not known."""


@dataclass(frozen=True, slots=True)
class Config:
    """A configuration as written, with what it extends. `root` is the folder of its file.

    It names files in the folders `bounds` only; anywhere where there are none.
    """

    root: Path
    node: Node
    bounds: tuple[Path, ...] = ()

    def entries(self, section: str) -> tuple[Node, ...]:
        """The entries of a section that is a list."""
        found = self.node.get(section)
        return found.items if found else ()

    def members(self, *route: str) -> dict[str, Node]:
        """The members of a section that is a mapping."""
        found = self.node.get(*route)
        return dict(found.mapping) if found else {}

    def path(self, written: Node) -> Path:
        """The file or folder that a value names. Raises ConfigError for one that is out of bounds."""
        path = self.place(written)
        ensure_within(path, self.bounds, written.span)
        return path

    def place(self, written: Node) -> Path:
        """Where a value leads if it is a path: relative to the file in which it is written."""
        return Path(written.span.source.name).parent / (written.text or "")

    def region_of_account(self, id: str) -> str | None:
        """The first region of an account, by its id."""
        every = self.members("accounts").values()
        own = (each.get("regions", 0) for each in every if _text(each.get("id")) == id)
        return next((_text(region) for region in own if region), None)

    def account_id(self, name: Node) -> str:
        """The id of an account by its name here, or the twelve digits themselves."""
        text = name.text or ""
        found = self.node.get("accounts", text, "id")
        if found is not None and found.text:
            return found.text
        if re.fullmatch(r"\d{12}", text):
            return text
        known = tuple(self.members("accounts"))
        raise ConfigError(
            f"unknown account `{text}`",
            at=name.span,
            help=_meant(text, known, "name it under `accounts`"),
        )


def _text(node: Node | None) -> str | None:
    return node.text if node else None


def load_config(path: Path, bounds: tuple[Path, ...] = ()) -> Config:
    """The configuration in a file, and where it may name files; raises ConfigError or InputError."""

    def read_file(file: Path) -> Node:
        ensure_within(file, bounds, Span(Source(str(path), "")))
        return read(read_text(file))

    node = with_its_base(path, read_file)
    if not fits(node, schema()):
        _complain(node)
    _ensure_well_spelled(node)
    return Config(path.parent, node, bounds)


def _ensure_well_spelled(node: Node) -> None:
    """Raise ConfigError for a reference to what is nearly called like what there is: it would be plain text."""
    for each in (*node.mapping.values(), *(one for one in node.items if one is not node)):
        _ensure_well_spelled(each)
    for whole, first in _NEARLY.findall(node.text or ""):
        close = difflib.get_close_matches(first, ("accounts", "stacks"), n=1, cutoff=0.8)
        if close and first != close[0]:
            meant = whole.replace(first, close[0], 1)
            raise ConfigError(
                f"`{whole}` leads nowhere", at=node.span, help=f"did you mean `{meant}`?"
            )


def _complain(node: Node) -> None:
    """Raise ConfigError for what is wrong; a document that does not fit at first sight may yet be right."""
    from .shape import Configuration

    for problem in problems_of(node, Configuration, "config"):
        raise problem


def empty_config(root: Path) -> Config:
    """What holds where nobody wrote a configuration."""
    return Config(root, Node({}, Span(Source(str(root / NAME), ""))))


def find_config(start: Path) -> Path | None:
    """The nearest configuration, from a folder (or a file's folder) upward."""
    folder = start.resolve() if start.is_dir() else start.resolve().parent
    return next((at / NAME for at in (folder, *folder.parents) if (at / NAME).is_file()), None)


def expand(node: Node, resolve: Resolve) -> Node | None:
    """The node with every `${…}` reference in it followed; None where one is not known."""
    if isinstance(node.value, tuple):
        items = (expand(item, resolve) for item in node.value)
        return replace(node, value=tuple(item for item in items if item is not None))
    if node.mapping:
        pairs = ((key, expand(item, resolve)) for key, item in node.mapping.items())
        return replace(node, value={key: item for key, item in pairs if item is not None})
    text = node.text
    if text is None or not _REFERENCE.search(text):
        return node
    values = {name: resolve(name) for name in _REFERENCE.findall(text)}
    if None in values.values():
        return None
    return replace(node, value=_REFERENCE.sub(lambda found: values[found[1]] or "", text))


def problems_of(node: Node, shape: type[BaseModel], name: str) -> Iterator[ConfigError]:
    """What is wrong with a document that should have this shape; `schema NAME` prints the shape."""
    from pydantic import ValidationError

    try:
        shape.model_validate(_plain(node))
    except ValidationError as found:
        yield from _said(found, node, shape, name)


def _said(
    found: ValidationError, node: Node, shape: type[BaseModel], name: str
) -> Iterator[ConfigError]:
    misspelt_first = sorted(found.errors(), key=lambda each: each["type"] != "extra_forbidden")
    for error in misspelt_first:  # what is missing may be what was misspelt
        route = tuple(error["loc"])
        at = _deepest(node, route)
        key = str(route[-1]) if route else ""
        if error["type"] == "extra_forbidden":
            siblings = _fields_at(route[:-1], shape.model_json_schema())
            yield ConfigError(
                f"unknown key `{key}`", at=at, help=_meant(key, siblings, "remove it")
            )
        elif error["type"] == "missing":
            yield ConfigError(f"`{key}` is missing", at=at, help=f"add `{key}:` here")
        else:
            yield ConfigError(
                f"`{key}` should be {_wanted(error)}",
                at=at,
                help=f"see `xacct-guard schema {name}`",
            )


_KINDS = {"dict_type": "a mapping", "model_type": "a mapping", "list_type": "a list"}
_PATTERNS = {r"^\d{12}$": "the twelve digits of an account, in quotation marks"}


def _wanted(error: ErrorDetails) -> str:
    """What should stand there, in the words of those who write YAML."""
    pattern = str(error.get("ctx", {}).get("pattern", ""))
    known = _KINDS.get(error["type"]) or _PATTERNS.get(pattern)
    if known:
        return known
    message = error["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    return message.replace("String should match pattern", "text like").replace("a valid ", "a ")


def _deepest(node: Node, route: tuple[int | str, ...]) -> Span:
    """The place of the longest part of a route that was written; a key's own place where it is the last."""
    for step in route:
        if isinstance(step, str) and step in node.keys and node.get(step) is None:
            return node.keys[step]
        below = node.get(step)
        if below is None:
            return node.span
        if step == route[-1] and isinstance(step, str) and step in node.keys:
            return node.keys[step]
        node = below
    return node.span


def _meant(word: str, known: tuple[str, ...], otherwise: str) -> str:
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"did you mean `{close[0]}`?" if close else otherwise


def _plain(node: Node) -> Any:  # noqa: ANN401 - what pydantic reads is anything
    if isinstance(node.value, tuple):
        return [_plain(item) for item in node.value]
    if node.mapping:
        return {key: _plain(item) for key, item in node.mapping.items()}
    return node.value


def _fields_at(route: tuple[int | str, ...], whole: dict[str, Any]) -> tuple[str, ...]:
    """The names that may stand where a route leads."""
    here = whole
    for step in route:
        here = _resolved(here, whole)
        if isinstance(step, int):
            here = here.get("items", {})
        else:
            inside = here.get("properties", {})
            here = inside.get(step) or here.get("additionalProperties") or {}
        here = here if isinstance(here, dict) else {}
    return tuple(_resolved(here, whole).get("properties", ()))


def _resolved(here: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    for option in here.get("anyOf", ()):
        if option.get("type") != "null":
            here = option
            break
    reference = here.get("$ref")
    return whole["$defs"][reference.rpartition("/")[2]] if reference else here


@cache
def schema(of: str = "config") -> dict[str, Any]:
    """The JSON Schema of the configuration, or of a `pack`, as it is packed: pydantic takes long to make it."""
    text = Path(__file__).with_name(f"{of}.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@dataclass(frozen=True, slots=True)
class StackEntry:
    """A stack that the configuration places: a template in an account and region."""

    name: str
    template: Path
    account: str
    region: str
    span: Span
    parameters: dict[str, Node] = field(default_factory=dict)


def stack_entry(entry: Node, config: Config) -> StackEntry:
    """An entry of `stacks`; raises ConfigError when its account or region is not known."""
    template, parameters = entry.mapping["template"], entry.get("parameters")
    return StackEntry(
        name=entry.mapping["name"].text or "",
        template=config.path(template),
        account=config.account_id(entry.mapping["account"]),
        region=region_of(entry, config),
        span=template.span,
        parameters=dict(parameters.mapping) if parameters else {},
    )


def region_of(entry: Node, config: Config) -> str:
    """The region an entry names, else the first of its account, else the only one told of its account."""
    said = entry.get("region")
    if said is not None and said.text:
        return said.text
    account = _text(entry.get("account")) or ""
    found = _text(config.node.get("accounts", account, "regions", 0))
    elsewhere = {found} if found else set(_regions_told(account, config))
    if len(elsewhere) == 1:
        return elsewhere.pop()
    raise ConfigError(
        "`region` is missing", at=entry.span, help="add `region:` here, or to its account"
    )


def _regions_told(account: str, config: Config) -> Iterator[str]:
    """The regions that entries of an account name, in any section."""
    for section in config.node.mapping.values():
        for entry in section.items:
            region = _text(entry.get("region"))
            if region and _text(entry.get("account")) == account:
                yield region
