"""Documents and texts to read, and what a span says of a text."""

from __future__ import annotations

import re
from functools import lru_cache

from hypothesis import strategies as st

from xacct_guard.span import Node, Span

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")

characters = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
texts = st.one_of(
    st.text(characters, max_size=12),
    st.sampled_from(
        [
            "arn:aws:iam::012345678901:role/x",
            "2012-10-17",
            "012345678901",
            "012345670123",
            "1.10",
            "yes",
            "~",
            "null",
            "1_000",
            "0x1F",
            "1:30",
            "a: b # c",
            "- x",
            "line\nline\n",
            "\n\nx\n\n",
            " x",
            "x ",
            "\tx",
            "{{ x }}",
            "😀 \u2028 \x85 é",
            "<<",
            "*",
            "&a",
            "!Ref",
            "long " * 40,
        ]
    ),
)
scalars = st.one_of(
    texts,
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
)
documents = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=15,
)


@lru_cache(maxsize=8)
def _lines(text: str) -> list[str]:
    return _LINE.findall(text)


def written(span: Span) -> str:
    """The text that a span covers, with the lines counted here once more."""
    lines = _lines(span.source.text)
    assert span.line is not None
    assert span.column is not None
    assert span.end_line is not None
    assert span.end_column is not None
    if span.line == span.end_line:
        return lines[span.line - 1][span.column - 1 : span.end_column - 1]
    between = lines[span.line : span.end_line - 1]
    last = lines[span.end_line - 1][: span.end_column - 1]
    return "".join([lines[span.line - 1][span.column - 1 :], *between, last])


def plain(node: Node) -> object:
    """What a node holds, without places."""
    if isinstance(node.value, tuple):
        return [plain(each) for each in node.value]
    if node.mapping or node.value == {}:
        return {key: plain(each) for key, each in node.mapping.items()}
    return node.value


def same(ours: object, theirs: object) -> bool:
    """Are they equal, if a number may have stayed the text that was written for it?"""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(same(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    if isinstance(theirs, float) and isinstance(ours, str):
        return float(ours) == theirs
    return type(ours) is type(theirs) and ours == theirs
