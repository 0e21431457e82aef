"""Drifted: what is live and is not what templates say, in words, as a terminal, markdown and a page tell it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One thing, in a sentence, and where it is written (`file:line`; empty where it is nowhere)."""

    words: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Access:
    """A request that is decided another way; `mark` is `+` (added), `-` (removed) or `?` (nobody can tell).

    Of one that nobody can tell, `who` says what is in the way, and `action` and `resource` are empty.
    """

    mark: str
    thing: str
    who: str
    action: str
    resource: str
    circumstances: str
    why: str
    place: str


@dataclass(frozen=True, slots=True)
class Apart:
    """What differs in one account: lists with their headings, then access."""

    account: str
    lists: tuple[tuple[str, tuple[Row, ...]], ...]
    access: tuple[Access, ...]


@dataclass(frozen=True, slots=True)
class Drifted:
    """All of it. `summed_up` is a sentence; `unsure` cannot be told, of `unsaid` accounts no template speaks.

    `more` are sentences about what was only counted.
    """

    summed_up: str
    is_none: bool
    accounts: tuple[Apart, ...]
    unsure: tuple[Row, ...]
    unsaid: tuple[Row, ...]
    more: tuple[str, ...]
    failures: tuple[Row, ...]
