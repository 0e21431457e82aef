"""Tokens: a pattern as an automaton reads it, character by character."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..wildcard import LITERAL_ANY, LITERAL_STAR

_SEGMENTS = 6
_PLAIN = {LITERAL_STAR: "*", LITERAL_ANY: "?"}
_MORE = {"k": "\u212a", "å": "\u212b", "ω": "\u2126"}
"""Letters that have a second capital letter: in lower case the two are the same."""


@dataclass(frozen=True, slots=True)
class Wild:
    """Any character, or (`many`) any run of them, also none; but for those in `but`."""

    many: bool
    but: str = ""


Token = str | Wild
"""A text stands for any one of its characters."""
Tokens = tuple[Token, ...]


@lru_cache(maxsize=1 << 14)
def glob_tokens(pattern: str, but: str = "", *, ignore_case: bool = False) -> Tokens:
    """A glob; its wildcards stand for no character in `but`."""
    return tuple(_glob(pattern, but, ignore_case))


def _glob(pattern: str, but: str, ignore_case: bool) -> Iterator[Token]:
    before = ""
    for letter in pattern:
        if letter == "*":
            if before != "*":
                yield Wild(True, but)
        elif letter == "?":
            yield Wild(False, but)
        else:
            yield _cases(letter) if ignore_case else _PLAIN.get(letter, letter)
        before = letter


def _cases(letter: str) -> str:
    """Every character that is the same in lower case."""
    small = _PLAIN.get(letter, letter).lower()
    found = {small, small.upper(), _MORE.get(small, small)}
    return "".join(sorted(one for one in found if one.lower() == small)) or letter


@lru_cache(maxsize=1 << 14)
def arn_tokens(pattern: str, opaque: str = "") -> Tokens:
    """An ARN pattern: in the first five of six parts wildcards stay within their part.

    A pattern with fewer parts, such as `*`, is a glob. `opaque` are characters that stand for
    texts nobody knows: no `?` is one of them, nor does a wildcard before the sixth part cover one.
    """
    parts = pattern.split(":", _SEGMENTS - 1)
    if len(parts) < _SEGMENTS:
        return spared(glob_tokens(pattern), opaque)
    head = ":".join(parts[:-1]) + ":"
    return (*glob_tokens(head, ":" + opaque), *spared(glob_tokens(parts[-1]), opaque))


def spared(tokens: Tokens, opaque: str) -> Tokens:
    """The same, each `?` sparing what is opaque."""
    if not opaque:
        return tokens
    one, sparing = Wild(False), Wild(False, opaque)
    return tuple(sparing if token == one else token for token in tokens)
