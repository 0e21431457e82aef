"""Markup: text on its way into HTML or SVG. Whatever is not `Markup` already is escaped, everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from ..terminal.cells import clean

_EMPTY = frozenset({"meta", "link", "input", "br", "hr"})
_EMPTY_SHAPES = frozenset({"rect", "line", "path", "circle", "use"})
TAB = 4


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


Child = str | Iterable[str | None] | None


def text(said: str) -> Markup:
    """Text from anywhere as markup: lines stay lines, what is not printable is spelled out.

    It is the one way by which text comes into a page, attributes and all.
    """
    if isinstance(said, Markup):
        return said
    return Markup(escape(printable(said)))


def printable(said: str) -> str:
    """The text with lines as they are, tabs as spaces, and nothing that turns it round or hides it."""
    if said.isascii() and said.isprintable():
        return said
    return "\n".join(clean(line.expandtabs(TAB)) for line in said.split("\n"))


def tag(name: str, /, *children: Child, **attributes: object) -> Markup:
    """An element. `_` at the end of an attribute's name is dropped, within it stands for `-`.

    An attribute that is None or False is left out, one that is True has no value.
    """
    said = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _EMPTY:
        return Markup(f"<{name}{said}>")
    if name in _EMPTY_SHAPES and not children:
        return Markup(f"<{name}{said}/>")
    return Markup(f"<{name}{said}>{joined(children)}</{name}>")


def joined(children: Iterable[Child]) -> Markup:
    """These, one after the other."""
    parts: list[str] = []
    for child in children:
        if child is None:
            continue
        if isinstance(child, str):
            parts.append(text(child))
        else:
            parts += (text(each) for each in child if each is not None)
    return Markup("".join(parts))


def _attribute(name: str, value: object) -> str:
    if value is None or value is False:
        return ""
    said = name.rstrip("_").replace("_", "-")
    if value is True:
        return f" {said}"
    if isinstance(value, float):
        value = f"{value:.1f}".removesuffix(".0")
    return f' {said}="{text(str(value))}"'
