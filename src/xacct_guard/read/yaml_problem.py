"""What PyYAML says about a text it cannot read -> plain words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..errors import InputError
from ..span import Source, Span
from .lines import place_in
from .refusal import Place
from .yaml_marks import BOM

if TYPE_CHECKING:
    from yaml import YAMLError

_QUOTE_IT = 'put the value between `"`'
_INDENT = "give the members of one mapping or list the same indentation, in spaces"
_WORDS: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed|unexpected ':'",
        "a `:` cannot stand here",
        'put a value that holds `: ` between `"`, or check the indentation of this line',
    ),
    ("mapping keys are not allowed", "a `?` cannot stand here", _INDENT),
    ("sequence entries are not allowed", "a list item cannot begin here", _INDENT),
    (
        "could not find expected ':'",
        "a key without a `:`",
        "write `key: value`, or indent the line if it continues the value above",
    ),
    ("did not find expected key|block mapping", "this is not a key of the mapping", _INDENT),
    ("<block end>", "this fits neither what is before it nor what is around it", _INDENT),
    ("expected '-' indicator|block collection", "this is not an item of the list", _INDENT),
    (
        "',' or '?]",
        "the `[` that begins here is not closed, or a comma is missing",
        "write `[one, two]`",
    ),
    (
        "',' or '?}",
        "the `{` that begins here is not closed, or a comma is missing",
        "write `{one: 1, two: 2}`",
    ),
    (
        "unexpected end of stream",
        "the quoted text that begins here is not closed",
        "add the missing quote; inside `'` a `'` is written twice",
    ),
    (
        "unexpected document",
        "the quoted text that begins here is not closed before `---`",
        "add the missing quote; inside `'` a `'` is written twice",
    ),
    (
        "unknown escape|hexdecimal|hexadecimal|escape code|escaped octet|UTF-8 octet",
        "this is not an escape that YAML knows",
        r"write a backslash as `\\` between double quotes, or use single quotes",
    ),
    ("undefined tag handle", "this tag has a prefix that nothing declares", "write `!Name`"),
    ("tab character|'\\\\t'", "a tab cannot indent YAML", "use spaces"),
    (
        "comment or (a )?line break|chomping|indentation indicator",
        "this cannot follow a `|` or `>`",
        "begin the text on the next line",
    ),
    (
        "alphabetic or numeric",
        "an anchor or an alias needs a name",
        'put a value that begins with `*` or `&` between `"`',
    ),
    (
        "whitespace|expected ' '",
        "there is a space missing after a tag or a directive",
        "write `!Name value`",
    ),
    ("tag|URI|'!'|'>'", "this is not a tag that YAML knows", "write `!Name`, or quote the value"),
    ("node content", "a value is missing or cannot begin like this", _QUOTE_IT),
    (
        "document start",
        "the document has ended before this",
        "check the indentation, or begin another document with `---`",
    ),
    (
        "directive|non-alphabetical|version number|incompatible",
        "this `%` line is not a directive that YAML knows",
        'remove it, or put a value that begins with `%` between `"`',
    ),
)
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BEGAN_EARLIER = re.compile("expected ':'|end of stream|unexpected document|',' or '?[]}]")


def explain(error: YAMLError, source: Source, place: Place) -> InputError:
    """The error at the place where PyYAML stopped; `place` takes YAML's lines and columns."""
    if getattr(error, "position", None) is not None:
        return _unprintable(source)
    problem = str(getattr(error, "problem", None) or "")
    mark = getattr(error, "problem_mark", None)
    if _BEGAN_EARLIER.search(problem) or mark is None:
        mark = getattr(error, "context_mark", None) or mark
    text = source.text.removeprefix(BOM)
    if mark is None or mark.index >= len(text):
        message, advice = _words(problem, "", "")
        line, column = place_in(source.text, len(source.text))
        return InputError(message, at=Span(source, (), line, column, line, column), help=advice)
    line, column = mark.line + 1, mark.column + 1
    message, advice = _words(problem, text[: mark.index][-1:], text[mark.index])
    return InputError(message, at=place((), line, column, line, column + 1), help=advice)


def _words(problem: str, before: str, found: str) -> tuple[str, str]:
    if "cannot start any token" in problem:
        if found == "\t":
            return "a tab cannot indent YAML", "use spaces"
        if before + found == "{%":
            return "a value cannot begin with `{%`", "fill in the placeholders first"
        return (
            f"a value cannot begin with {'a backtick' if found == '`' else f'`{found}`'}",
            _QUOTE_IT,
        )
    if "node content" in problem and not found:
        return "the text ends where a value is expected", "add it, or close what is open"
    problem = problem.split(", but ", maxsplit=1)[0]
    for pattern, message, advice in _WORDS:
        if re.search(pattern, problem):
            return message, advice
    return "this is not YAML", "check the indentation and the quotes"


def _unprintable(source: Source) -> InputError:
    found = _UNPRINTABLE.search(source.text)
    if found is None:
        return InputError(
            "a character in this text cannot stand in YAML", at=Span(source), help="remove it"
        )
    line, column = place_in(source.text, found.start())
    return InputError(
        f"the character U+{ord(found[0]):04X} cannot stand in YAML",
        at=Span(source, (), line, column, line, column + 1),
        help='remove it, or write it as an escape between `"`',
    )
