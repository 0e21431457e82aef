"""BLUEPRINT: generated policies become files that can be deployed, in an order in which they can be.

One file per format in `formats/`; a file exports `FORMAT`. The command line asks `names` and `format_named`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import catalogue

if TYPE_CHECKING:
    from ..grants.generate import Generated
    from .deployment import Deployment

_FORMATS = f"{__name__}.formats"


@dataclass(frozen=True, slots=True)
class Document:
    """One file, and how it is brought to AWS: the files of a blueprint are in the order in which that works.

    `takes` are the names of the values that have to be given to it, `gives` those that it tells afterwards.
    `contents` says in words what it creates; `command` is a shell command, empty where there is none. `sets`
    are the policies in it.
    """

    file: str
    text: str
    account: str
    region: str
    contents: str
    command: str = ""
    takes: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    sets: tuple[Generated, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """A value that somebody has to give, or may: what it is, what it is where nobody gives it."""

    name: str
    says: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Blueprint:
    """The files in order, the values that they take, and what could not be written."""

    documents: tuple[Document, ...]
    values: tuple[Value, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, how it is written, and what stands between two files that are printed in a row."""

    name: str
    write: Callable[[Deployment], Blueprint]
    between: str = ""


def names() -> tuple[str, ...]:
    """The names of all formats, read from the file names."""
    return catalogue.names(_FORMATS)


def format_named(name: str) -> Format:
    """The format of that name, which must be one of `names()`."""
    found: Format = catalogue.entry(_FORMATS, name, "FORMAT")
    return found
