"""JSON text -> Node: one regular expression, one loop, no recursion."""

from __future__ import annotations

import json
import re
from functools import partial

from ..errors import InputError
from ..span import Node, Route, Scalar, Source, Span
from .json_problem import (
    AFTER,
    FIRST_KEY,
    FIRST_VALUE,
    KEY,
    NOTHING,
    VALUE,
    Stuck,
    explain,
    half_a_pair,
)
from .lines import line_starts
from .number import number
from .refusal import DEEPEST, Place, duplicate_key, too_deep

_Members = dict[str, Node] | list[Node]

_TOKEN = re.compile(
    r"""(?:
      (?: ("[^"\\\x00-\x1f]*+")
        | ("(?:[^"\\\x00-\x1f]++|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*+")
      ) (?:[ \t\r\n]*+(:))?+
    | (-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][-+]?[0-9]++)?+)(?![\w.+-])
    | (true|false|null)\b
    | ([{}\[\],])
    | (?s:.)
    ) [ \t\r\n]*+""",
    re.VERBOSE,
)
_STRING, _ESCAPED, _KEY, _NUMBER, _WORD, _MARK = range(1, 7)
_BLANK = re.compile("\ufeff?[ \t\r\n]*+")
_WORDS = {"true": True, "false": False, "null": None}
_HALF = re.compile("[\ud800-\udfff]")
_NO_KEYS: dict[str, Span] = {}


def read_document(  # noqa: PLR0912, PLR0915
    source: Source, route: Route = (), place: Place | None = None
) -> Node:
    """The document of a JSON text.

    `route` is where the text itself stands; `place` says where its parts are when they do not
    lie in `source` as they lie in the text. Raises InputError.
    """
    text, place = source.text, place or partial(Span, source)
    starts = iter([*line_starts(text)[1:], len(text) + 1])
    line, base, following = 1, 0, next(starts)
    expected, here, key = VALUE, route, ""
    # the innermost open collection: its members, where its keys are, its route, where it began
    members: _Members = []
    keys: dict[str, Span] = {}
    inside, opened = route, (1, 1)
    outer: list[tuple[_Members, dict[str, Span], Route, tuple[int, int], str]] = []
    node: Node | None = None

    def stuck(at: int) -> InputError:
        began = opened if outer else None
        return explain(Stuck(text, at, expected, isinstance(members, dict), inside, began), place)

    blank = _BLANK.match(text)
    for token in _TOKEN.finditer(text, blank.end() if blank else 0):
        kind, start = token.lastindex, token.start()
        while start >= following:
            line, base, following = line + 1, following, next(starts)
        column = start - base + 1
        if kind == _KEY:
            if expected not in (KEY, FIRST_KEY):
                raise stuck(start)
            raw = token[_STRING] or token[_ESCAPED]
            key = raw[1:-1] if token[_STRING] else json.loads(raw)
            here = (*inside, key)
            where = place(here, line, column, line, column + len(raw))
            if key in keys:
                raise duplicate_key(key, keys[key], where)
            if "\\" in raw and _HALF.search(key):
                raise half_a_pair(where)
            keys[key] = where
            expected = VALUE
            continue
        if kind is None:
            raise stuck(start)
        raw = token[kind]
        if raw == ",":
            if expected != AFTER:
                raise stuck(start)
            expected = KEY if isinstance(members, dict) else VALUE
            continue
        if raw in ("}", "]"):
            in_mapping = isinstance(members, dict)
            if expected not in (AFTER, FIRST_KEY, FIRST_VALUE) or (raw == "}") != in_mapping:
                raise stuck(start)
            value = members if isinstance(members, dict) else tuple(members)
            node = Node(value, place(inside, *opened, line, column + 1), None, keys)
            members, keys, inside, opened, key = outer.pop()
        else:
            if expected not in (VALUE, FIRST_VALUE):
                raise stuck(start)
            if outer and isinstance(members, list):
                here = (*inside, len(members))
            if kind == _MARK:
                if len(outer) == DEEPEST:
                    raise too_deep(place(here, line, column, line, column + 1))
                outer.append((members, keys, inside, opened, key))
                inside, opened, keys = here, (line, column), {}
                members, expected = ({}, FIRST_KEY) if raw == "{" else ([], FIRST_VALUE)
                continue
            where = place(here, line, column, line, column + len(raw))
            node = Node(_scalar(kind, raw, where), where, None, _NO_KEYS)
        if not outer:
            expected = NOTHING
        else:
            expected = AFTER
            if isinstance(members, dict):
                members[key] = node
            else:
                members.append(node)
    if node is None or expected != NOTHING:
        raise stuck(len(text))
    return node


def _scalar(kind: int, raw: str, where: Span) -> Scalar:
    if kind == _STRING:
        return raw[1:-1]
    if kind == _NUMBER:
        return number(raw)
    if kind == _WORD:
        return _WORDS[raw]
    value: str = json.loads(raw)
    if _HALF.search(value):
        raise half_a_pair(where)
    return value
