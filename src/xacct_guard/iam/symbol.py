"""Symbols: values that exist only after deployment.

A symbol stands inside ordinary text as a run of private-use characters, so that a bucket
without a name is still a `str`: `arn:aws:s3:::` + symbol + `/data/*`. It never contains `:`,
`*`, `?` or `$`, so code that splits ARNs or looks for wildcards need not know about it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

START, _BAR, _END = "\ue000", "\ue001", "\ue002"
"""`START` begins every symbol, and nothing else."""
_HIDDEN = ((":", "\ue003"), ("*", "\ue004"), ("?", "\ue005"), ("$", "\ue006"), ("/", "\ue007"))
WRITTEN = f"{START}[^{_END}]*{_END}"
"""What any symbol looks like in a text, as a part of a regular expression."""
_TOKEN = re.compile(f"{START}([CO])([^{_BAR}]*){_BAR}([^{_END}]*){_END}")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A value nobody knows yet.

    `name` says what it depends on and is its identity. `shape` is a glob that every value of
    it matches (`train-bucket-*`, twelve `?` for an account id). A `created` symbol is made by the
    estate: it is different from every other created symbol and from every name known before.
    One that is not created is open: it may be equal to anything of its shape. No symbol holds another:
    of a symbol in its name a reader sees the name, and of one in its shape the shape.
    """

    name: str
    shape: str = "*"
    created: bool = False

    def __post_init__(self) -> None:
        if START in self.name:
            object.__setattr__(self, "name", shown(self.name))
        if START in self.shape:
            object.__setattr__(self, "shape", _TOKEN.sub(_shaped, self.shape))

    def __str__(self) -> str:
        """The symbol as it stands inside a text."""
        kind = "C" if self.created else "O"
        return f"{START}{kind}{_hide(self.name)}{_BAR}{_hide(self.shape)}{_END}"


ANYTHING = Symbol("anything")
"""Some value, whatever it is: what somebody who speaks of a request wrote as `*`."""


def _symbol(match: re.Match[str]) -> Symbol:
    kind, name, shape = match.groups()
    return Symbol(_show(name), _show(shape), kind == "C")


def _shaped(match: re.Match[str]) -> str:
    return _symbol(match).shape


def _hide(text: str) -> str:
    for sign, hidden in _HIDDEN:  # many times as fast as `translate`
        if sign in text:
            text = text.replace(sign, hidden)
    return text


def _show(text: str) -> str:
    for sign, hidden in _HIDDEN:
        if hidden in text:
            text = text.replace(hidden, sign)
    return text


def has_symbol(text: str) -> bool:
    """Is some part of this text known only after deployment?"""
    return START in text


def surely_differ(one: str, other: str) -> bool:
    """Are these two known, both of them, and different?"""
    return one != other and not has_symbol(one + other)


def symbols_in(text: str) -> tuple[Symbol, ...]:
    """The symbols of a text, in order."""
    return tuple(map(_symbol, _TOKEN.finditer(text))) if START in text else ()


def only_symbol(text: str) -> Symbol | None:
    """The symbol this text consists of, if it is nothing else."""
    match = _TOKEN.fullmatch(text) if text.startswith(START) else None
    return _symbol(match) if match else None


def split_symbols(text: str) -> tuple[str | Symbol, ...]:
    """The text as literal runs and symbols, in order, without empty runs."""
    if START not in text:
        return (text,) if text else ()
    parts: list[str | Symbol] = []
    at = 0
    for match in _TOKEN.finditer(text):
        parts += [text[at : match.start()], _symbol(match)]
        at = match.end()
    return tuple(part for part in (*parts, text[at:]) if part)


def shown(text: str) -> str:
    """The text as a person reads it: each symbol as `${its name}`, anything at all as `*`."""
    return _TOKEN.sub(_shown, text) if START in text else text


def _shown(found: re.Match[str]) -> str:
    symbol = _symbol(found)
    return "*" if symbol == ANYTHING else f"${{{symbol.name}}}"
