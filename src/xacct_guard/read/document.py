"""A Source -> its document, whatever syntax it is written in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from ..errors import InputError, TwiceError
from ..span import Node, Source, Span
from . import json, yaml
from .lines import place_in
from .refusal import MOST_VALUES, stop

_BLANK = "\ufeff \t\r\n"
_YAML_NAMES = (".yaml", ".yml")


def read(
    source: Source, twice: list[TwiceError] | None = None, most: int | None = MOST_VALUES
) -> Node:
    """The one document of a text, of at most so many values. Raises InputError if there are none or several.

    A key that is written twice raises as well; with `twice` it is put down there, and the later one
    holds, as CloudFormation's own parser has it.
    """
    first, *others = islice(_documents(source, twice, most), 2)
    if others:
        raise InputError(
            "another document begins here, and one is expected",
            at=others[0].span,
            help="remove the `---` lines between them, or make a file of each",
        )
    return first


def read_all(source: Source) -> tuple[Node, ...]:
    """Every document of a text: one in JSON, one or more in YAML; empty ones are left out."""
    return tuple(_documents(source, None, MOST_VALUES))


def _documents(source: Source, twice: list[TwiceError] | None, most: int | None) -> Iterator[Node]:
    """The documents one after the other. Raises InputError.

    A text that begins like JSON is JSON; under a YAML name only if it reads as JSON, since
    `{a: b}` is YAML too.
    """
    _refuse_half_characters(source)
    refuse = stop if twice is None else twice.append
    if not begins_like_json(source):
        yield from _some(yaml.read_documents(source, refuse, most), source)
        return
    try:
        yield json.read_document(source, refuse=refuse, most=most)
    except InputError as as_json:
        if not source.name.lower().endswith(_YAML_NAMES):
            raise
        if twice is not None:
            twice.clear()
        try:
            yield from _some(yaml.read_documents(source, refuse, most), source)
        except InputError as as_yaml:
            raise max(as_yaml, as_json, key=_reached) from None


def begins_like_json(source: Source) -> bool:
    """Does the text begin as JSON does?"""
    text = source.text.lstrip(_BLANK)
    if text.startswith(("{", "[")):
        return True
    # under a JSON name these begin no YAML either: a comment, a bracket too many
    return text.startswith(("/", "#", "}", "]")) and source.name.lower().endswith(".json")


def _reached(error: InputError) -> tuple[int, int]:
    """How far the reader came: the one that came further took the text for what it is."""
    at = error.at
    return (at.line or 0, at.column or 0) if at else (0, 0)


def _some(documents: Iterator[Node], source: Source) -> Iterator[Node]:
    first = next(documents, None)
    if first is None:
        raise InputError(
            "there is no document in this text",
            at=Span(source, (), 1, 1, 1, 1),
            help="leave it out, or write the document into it",
        )
    yield first
    yield from documents


def _refuse_half_characters(source: Source) -> None:
    try:
        source.text.encode("utf-8")
    except UnicodeEncodeError as error:
        line, column = place_in(source.text, error.start)
        raise InputError(
            "half of a surrogate pair stands here alone",
            at=Span(source, (), line, column, line, column + 1),
            help="save the text as UTF-8",
        ) from None
