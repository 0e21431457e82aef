"""Matching where the pattern or the value holds symbols.

Two questions, each answered by a walk over the pairs of places in both texts: can some
completion match, and must every completion match?

Created names hold neither `/` nor `:`, and are nothing but the same symbol or something a
wildcard stands for: no literal text known before is such a name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from .symbol import Symbol, split_symbols
from .truth import Truth
from .wildcard import unquoted


class _Wild(Enum):
    ANY = "?"
    STAR = "*"


@dataclass(frozen=True, slots=True)
class _Name:
    """A symbol as one token: its identity, and what its text looks like."""

    name: str
    shape: tuple[str | _Wild, ...]


_Token = str | _Wild | _Name
_Tokens = tuple[_Token, ...]
_ANY, _STAR = _Wild.ANY, _Wild.STAR


@lru_cache(maxsize=1 << 14)
def match_symbolic(pattern: str, value: str, ignore_case: bool = False) -> Truth:
    """As `pattern.match`, for texts of which at least one holds a symbol."""
    if pattern == value:
        return Truth.YES
    if not _can_match(_wanted(pattern, ignore_case), _given(value, ignore_case)):
        return Truth.NO
    if _must_match(_wanted_surely(pattern, ignore_case), _given_surely(value, ignore_case)):
        return Truth.YES
    return Truth.UNKNOWN


def _can_match(wanted: _Tokens, given: _Tokens) -> bool:
    seen: set[tuple[int, int]] = set()
    waiting = [(0, 0)]
    while waiting:
        place = waiting.pop()
        if place == (len(wanted), len(given)):
            return True
        if place not in seen:
            seen.add(place)
            waiting += _next_places(wanted, given, *place)
    return False


def _next_places(wanted: _Tokens, given: _Tokens, i: int, j: int) -> Iterator[tuple[int, int]]:
    left = wanted[i] if i < len(wanted) else None
    right = given[j] if j < len(given) else None
    if isinstance(left, _Name) and isinstance(right, _Name):
        if left.name == right.name:
            yield i + 1, j + 1
        return
    if isinstance(right, _Name):
        yield from ((end, j + 1) for end in _absorb(wanted, i, right.shape))
        if left is _STAR:
            yield i + 1, j
        return
    if isinstance(left, _Name):
        yield from ((i + 1, end) for end in _absorb(given, j, left.shape))
        if right is _STAR:
            yield i, j + 1
        return
    if left is _STAR:
        yield i + 1, j
    if right is _STAR:
        yield i, j + 1
    if left is None or right is None:
        return
    if left is _STAR:
        yield i, j + 1
    elif right is _STAR:
        yield i + 1, j
    elif left == right or _ANY in (left, right):
        yield i + 1, j + 1


def _absorb(tokens: _Tokens, start: int, shape: tuple[str | _Wild, ...]) -> set[int]:
    """Where a created name of that shape, standing at `start` of the other text, may end.

    At least one wildcard must take part: no literal is a created name.
    """
    ends: set[int] = set()
    seen: set[tuple[int, int, bool]] = set()
    waiting = [(start, 0, False)]
    while waiting:
        state = waiting.pop()
        if state in seen:
            continue
        seen.add(state)
        i, k, wild = state
        if k == len(shape) and wild:
            ends.add(i)
        token = tokens[i] if i < len(tokens) else None
        part = shape[k] if k < len(shape) else None
        if isinstance(token, _Name):
            token = None
        if token is _STAR:
            waiting.append((i + 1, k, wild))
            if part is not None:
                waiting.append((i, k + 1, True))
        if part is _STAR:
            waiting.append((i, k + 1, wild))
        if token is None or token is _STAR or part is None:
            continue
        if part is _STAR and token not in ("/", ":"):
            waiting.append((i + 1, k, wild or token is _ANY))
        elif token is _ANY or token == part or (part is _ANY and token not in ("/", ":")):
            waiting.append((i + 1, k + 1, wild or token is _ANY))
    return ends


def _must_match(wanted: _Tokens, given: _Tokens) -> bool:
    """Does the pattern cover the value whatever its symbols are?

    `given` has each symbol twice: as a name, which the same symbol of the pattern takes whole,
    and spelled out behind it.
    """
    seen: set[tuple[int, int]] = set()
    waiting = [(0, 0)]
    while waiting:
        place = waiting.pop()
        if place == (len(wanted), len(given)):
            return True
        if place in seen:
            continue
        seen.add(place)
        i, j = place
        left = wanted[i] if i < len(wanted) else None
        right = given[j] if j < len(given) else None
        if isinstance(right, _Name):
            waiting.append((i, j + 1))
            if isinstance(left, _Name) and left.name == right.name:
                waiting.append((i + 1, j + 1 + len(right.shape)))
            continue
        if left is _STAR:
            waiting.append((i + 1, j))
            if right is not None:
                waiting.append((i, j + 1))
        elif left is not None and right is not None and _covers(left, right):
            waiting.append((i + 1, j + 1))
    return False


def _covers(left: _Token, right: _Token) -> bool:
    """Does one token of the pattern take whatever the value has here?"""
    return right is not _STAR and (left is _ANY or (left == right and right is not _ANY))


@lru_cache(maxsize=1 << 12)
def _wanted(pattern: str, ignore_case: bool) -> _Tokens:
    """A pattern: what is open may bring wildcards, so `?` of its shape may stand for a `*`."""
    tokens: list[_Token] = []
    for part in split_symbols(pattern):
        if isinstance(part, str):
            tokens += _wild_text(part, ignore_case)
        elif part.created:
            tokens.append(_name(part, ignore_case))
        else:
            tokens += (_STAR if one is _ANY else one for one in _shape(part, ignore_case))
    return tuple(tokens)


@lru_cache(maxsize=1 << 12)
def _given(value: str, ignore_case: bool) -> _Tokens:
    tokens: list[_Token] = []
    for part in split_symbols(value):
        if isinstance(part, str):
            tokens += _cased(part, ignore_case)
        elif part.created:
            tokens.append(_name(part, ignore_case))
        else:
            tokens += _shape(part, ignore_case)
    return tuple(tokens)


@lru_cache(maxsize=1 << 12)
def _wanted_surely(pattern: str, ignore_case: bool) -> _Tokens:
    tokens: list[_Token] = []
    for part in split_symbols(pattern):
        if isinstance(part, str):
            tokens += _wild_text(part, ignore_case)
        else:
            tokens.append(_name(part, ignore_case))
    return tuple(tokens)


@lru_cache(maxsize=1 << 12)
def _given_surely(value: str, ignore_case: bool) -> _Tokens:
    tokens: list[_Token] = []
    for part in split_symbols(value):
        if isinstance(part, str):
            tokens += _cased(part, ignore_case)
        else:
            name = _name(part, ignore_case)
            tokens += (name, *name.shape)
    return tuple(tokens)


def _name(symbol: Symbol, ignore_case: bool) -> _Name:
    return _Name(symbol.name, _shape(symbol, ignore_case))


def _shape(symbol: Symbol, ignore_case: bool) -> tuple[str | _Wild, ...]:
    return tuple(_wild_text(symbol.shape, ignore_case))


def _wild_text(text: str, ignore_case: bool) -> Iterator[str | _Wild]:
    for letter in _cased(text, ignore_case):
        if letter == "*":
            yield _STAR
        elif letter == "?":
            yield _ANY
        else:
            yield unquoted(letter)


def _cased(text: str, ignore_case: bool) -> str:
    return text.lower() if ignore_case else text
