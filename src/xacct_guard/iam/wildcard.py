"""Quoting: wildcards that stand for themselves.

The text that replaces a policy variable, and the values of operators such as StringEquals,
have no wildcard power. Their `*` and `?` are replaced by two private-use characters, which the
matching reads as the plain ones.
"""

from __future__ import annotations

LITERAL_STAR, LITERAL_ANY = "\ue010", "\ue011"
_QUOTE = str.maketrans({"*": LITERAL_STAR, "?": LITERAL_ANY})
_UNQUOTE = str.maketrans({LITERAL_STAR: "*", LITERAL_ANY: "?"})


def quoted(text: str) -> str:
    """The text as a pattern that matches only itself."""
    return text.translate(_QUOTE) if "*" in text or "?" in text else text


def unquoted(pattern: str) -> str:
    """The text that a pattern without wildcards stands for."""
    if LITERAL_STAR in pattern or LITERAL_ANY in pattern:
        return pattern.translate(_UNQUOTE)
    return pattern
