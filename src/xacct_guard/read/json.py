"""JSON text -> Node: one regular expression, one loop, no recursion."""

from __future__ import annotations

import json
import re
from functools import partial

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
from .making import make_node, make_span
from .number import number
from .refusal import (
    DEEPEST,
    MOST_VALUES,
    Place,
    Refuse,
    duplicate_key,
    stop,
    too_deep,
    too_many,
)

_TOKEN = re.compile(
    r"""(?: (,) [ \t\r\n]*+ )?+ (?:
      ("[^"\\\x00-\x1f]*+") [ \t\r\n]*+ :
    | ("[^"\\\x00-\x1f]*+")
    | ("(?:[^"\\\x00-\x1f]++|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*+") (?: [ \t\r\n]*+ (:) )?+
    | (-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][-+]?[0-9]++)?+)(?![\w.+-])
    | (true|false|null)\b
    | ([{}\[\]])
    | ((?s:.))
    | (\Z)
    ) [ \t\r\n]*+""",
    re.VERBOSE,
)
_COMMA, _KEY, _STRING, _ESCAPED, _ESCAPED_KEY, _NUMBER, _WORD, _MARK, _BAD, _END = range(1, 11)
_BLANK = re.compile("\ufeff?[ \t\r\n]*+")
_QUOTED = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_WORDS = {"true": True, "false": False, "null": None}
_HALF = re.compile("[\ud800-\udfff]")
_NO_KEYS: dict[str, Span] = {}

_Open = tuple[bool, dict[str, Node], list[Node], dict[str, Span], Route, tuple[int, int], str]


def read_document(  # noqa: PLR0912, PLR0915
    source: Source,
    route: Route = (),
    place: Place | None = None,
    refuse: Refuse = stop,
    most: int | None = MOST_VALUES,
) -> Node:
    """The document of a JSON text, of at most so many values.

    `route` is where the text itself stands; `place` says where its parts are when they do not
    lie in `source` as they lie in the text. Raises InputError; `refuse` takes keys written twice.
    """
    text, place = source.text, place or partial(make_span, source)
    left = most if most is not None and _holds_more(text, most) else None
    starts = iter([*line_starts(text)[1:], len(text) + 1])
    line, base, following = 1, 0, next(starts)
    expected, here, key = VALUE, route, ""
    # the innermost open collection: its members, where its keys are, its route, where it began
    in_mapping = False
    mapping: dict[str, Node] = {}
    row: list[Node] = []
    keys: dict[str, Span] = {}
    inside, opened = route, (1, 1)
    outer: list[_Open] = []
    node: Node | None = None
    blank = _BLANK.match(text)
    for token in _TOKEN.finditer(text, blank.end() if blank else 0):
        if token[_COMMA]:
            if expected != AFTER:
                start = token.start()
                break
            expected = KEY if in_mapping else VALUE
        kind = token.lastindex or _END
        written = kind if kind != _ESCAPED_KEY else _ESCAPED
        start, raw = token.start(written), token[written]
        while start >= following:
            line, base, following = line + 1, following, next(starts)
        column = start - base + 1
        if kind in (_KEY, _ESCAPED_KEY):
            if expected not in (KEY, FIRST_KEY):
                break
            key = raw[1:-1] if kind == _KEY else json.loads(raw)
            here = (*inside, key)
            where = place(here, line, column, line, column + len(raw))
            if key in keys:
                refuse(duplicate_key(key, keys[key], where))
            if kind == _ESCAPED_KEY and _HALF.search(key):
                raise half_a_pair(where)
            keys[key] = where
            expected = VALUE
            continue
        if raw in ("}", "]"):
            if expected not in (AFTER, FIRST_KEY, FIRST_VALUE) or (raw == "}") != in_mapping:
                break
            where = place(inside, *opened, line, column + 1)
            node = make_node(mapping if in_mapping else tuple(row), where, None, keys)
            in_mapping, mapping, row, keys, inside, opened, key = outer.pop()
        else:
            if expected not in (VALUE, FIRST_VALUE) or kind >= _BAD:
                break
            if outer and not in_mapping:
                here = (*inside, len(row))
            if kind == _MARK:
                if len(outer) == DEEPEST:
                    raise too_deep(place(here, line, column, line, column + 1))
                outer.append((in_mapping, mapping, row, keys, inside, opened, key))
                in_mapping, inside, opened, keys = raw == "{", here, (line, column), {}
                if in_mapping:
                    mapping, expected = {}, FIRST_KEY
                else:
                    row, expected = [], FIRST_VALUE
                continue
            where = place(here, line, column, line, column + len(raw))
            node = make_node(
                raw[1:-1] if kind == _STRING else _scalar(kind, raw, where), where, None, _NO_KEYS
            )
        if left is not None:
            left -= 1
            if left < 0:
                raise too_many(where, most or 0)
        if not outer:
            expected = NOTHING
            continue
        expected = AFTER
        if in_mapping:
            mapping[key] = node
        else:
            row.append(node)
    if node is not None and expected == NOTHING and start == len(text):
        return node
    began = opened if outer else None
    raise explain(Stuck(text, start, expected, in_mapping, inside, began), place)


def _holds_more(text: str, most: int) -> bool:
    """Does the text hold more values than that? Each but the first begins behind one of these."""
    if sum(map(text.count, ",[{")) <= most:
        return False
    return sum(map(_QUOTED.sub("", text).count, ",[{")) > most


def _scalar(kind: int, raw: str, where: Span) -> Scalar:
    if kind == _NUMBER:
        return number(raw)
    if kind == _WORD:
        return _WORDS[raw]
    value: str = json.loads(raw)
    if _HALF.search(value):
        raise half_a_pair(where)
    return value
