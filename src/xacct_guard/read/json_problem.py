"""Where a JSON text stops making sense -> what is wrong there, in words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ..errors import InputError
from ..span import Route, Span
from .lines import place_in
from .refusal import Place, shorten

VALUE, FIRST_VALUE, KEY, FIRST_KEY, AFTER, NOTHING = range(6)
"""What may come next; the FIRST ones may also be the end of the collection."""

_COMMENTS = ("//", "/*", "#")
_LOOKALIKES = {"true": "true", "false": "false", "none": "null", "null": "null"}
_WORD = re.compile(r"[\w.+-]+")
_NUMBER_LIKE = re.compile(r"[+-]?\.?[0-9]|[+-]")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]++|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*+')
_CLOSING = {True: ("{", "}"), False: ("[", "]")}

_Found = tuple[int, str, str] | None


@dataclass(frozen=True, slots=True)
class Stuck:
    """Where the reader stopped, and what it was in.

    `began` is the line and column of the innermost open collection, None outside of any.
    """

    text: str
    at: int
    expected: int
    in_mapping: bool
    route: Route
    began: tuple[int, int] | None

    @property
    def rest(self) -> str:
        """What could not be read, as far as a message needs it."""
        return self.text[self.at : self.at + 200]

    @property
    def word(self) -> str:
        """The word or the number that begins here, if one does."""
        found = _WORD.match(self.text, self.at)
        return found[0] if found else ""


def half_a_pair(where: Span) -> InputError:
    r"""`\ud83d` without its other half is no character; nothing that AWS takes may hold one."""
    return InputError(
        "this text holds half of a surrogate pair",
        at=where,
        help=r"write both halves, as in `\ud83d\ude00`, or the character itself",
    )


def explain(stuck: Stuck, place: Place) -> InputError:
    """The error for the place where the reader stopped."""
    at, message, advice = _diagnose(stuck)
    line, column = place_in(stuck.text, at)
    end = column if at >= len(stuck.text) else column + 1
    return InputError(message, at=place(stuck.route, line, column, line, end), help=advice)


def _diagnose(stuck: Stuck) -> tuple[int, str, str]:
    for diagnose in (_ended, _comment, _broken_string, _comma, _bracket, _order, _bare_word):
        if found := diagnose(stuck):
            return found
    shown = stuck.rest[:1]
    name = "" if shown.isascii() and shown.isprintable() else _character_name(shown)
    what = name or f"`{shown}`"
    return stuck.at, f"{what} cannot stand here", 'write text between `"`'


def _ended(stuck: Stuck) -> _Found:
    if stuck.at < len(stuck.text):
        return None
    if stuck.began is None:
        return stuck.at, "there is no value in this text", "write the document into it"
    opening, closing = _CLOSING[stuck.in_mapping]
    line = stuck.began[0]
    return (
        stuck.at,
        f"the text ends before the `{opening}` of line {line} is closed",
        f"add the missing `{closing}`, and what else may have been cut off",
    )


def _comment(stuck: Stuck) -> _Found:
    if stuck.rest.startswith(_COMMENTS):
        return stuck.at, "JSON has no comments", "remove the comment, or write the file as YAML"
    return None


def _broken_string(stuck: Stuck) -> _Found:
    if stuck.rest.startswith(("'", "\u2018", "\u2019", "\u201c", "\u201d")):
        return stuck.at, f"`{stuck.rest[0]}` does not quote text in JSON", 'use `"`'
    found = _STRING.match(stuck.text, stuck.at)
    if found is None or stuck.text.startswith('"', found.end()):
        return None
    stop, bad = found.end(), stuck.text[found.end() : found.end() + 2]
    if bad[:1] == "\\":
        advice = r"write a backslash as `\\`, a character by its number as `\u00e9`"
        return stop, f"`{shorten(bad)}` is not an escape that JSON knows", advice
    if bad[:1] in ("", "\n", "\r"):
        advice = r'add the missing `"`; a line break inside a string is written `\n`'
        return stuck.at, "the string that begins here is not closed in its line", advice
    advice = rf"write it as `\u{ord(bad[0]):04x}`"
    return stop, f"a string holds {_character_name(bad[0])}", advice


def _comma(stuck: Stuck) -> _Found:
    if stuck.expected in (AFTER, NOTHING):
        return None
    if stuck.rest[0] == ",":
        return stuck.at, "there is nothing before this comma", "remove it, or add what is missing"
    before = stuck.text[: stuck.at].rstrip(" \t\r\n")
    if stuck.rest[0] in "}]" and before.endswith(","):
        advice = "JSON allows no comma after the last member: remove it"
        return len(before) - 1, f"a comma stands before `{stuck.rest[0]}`", advice
    return None


def _bracket(stuck: Stuck) -> _Found:
    mark = stuck.rest[0]
    if mark not in "}]":
        return None
    if stuck.began is None:
        return stuck.at, f"nothing is open that `{mark}` could close", "remove it"
    opening, closing = _CLOSING[stuck.in_mapping]
    if mark == closing:
        return stuck.at, "the key before this has no value", "write its value after the `:`"
    message = f"`{mark}` cannot close the `{opening}` of line {stuck.began[0]}"
    return stuck.at, message, f"write `{closing}`, or close what is open inside it first"


def _order(stuck: Stuck) -> _Found:
    """A token that JSON knows, where it may not stand."""
    rest, quoted = stuck.rest, _STRING.match(stuck.text, stuck.at)
    if stuck.expected == NOTHING:
        advice = "keep one document in a file"
        return stuck.at, "the document has ended before this", advice
    if rest[0] == ":":
        return stuck.at, "this `:` has no key before it", 'a member is written `"key": value`'
    if stuck.expected == AFTER:
        advice = "members are separated by commas"
        return stuck.at, "there is a comma missing before this", advice
    if quoted is not None and stuck.expected in (KEY, FIRST_KEY):
        advice = 'a member is written `"key": value`'
        return stuck.at, f"the key `{shorten(quoted[0][1:])}` has no `:` after it", advice
    if quoted is not None:
        advice = (
            "write `{` before it and `}` after its value"
            if not stuck.in_mapping
            else ("a key has one value: is there a comma or a `{` missing?")
        )
        return stuck.at, f"the key `{shorten(quoted[0][1:])}` stands where a value belongs", advice
    return None


def _bare_word(stuck: Stuck) -> _Found:
    word = stuck.word
    if stuck.expected in (KEY, FIRST_KEY):
        advice = 'a member is written `"key": value`'
        if stuck.rest[0] == "{":
            advice = "put a `{{ placeholder }}` between quotes, or fill it in first"
        return stuck.at, f"`{shorten(word or stuck.rest[0])}` is not a key", advice
    if not word:
        return None
    if like := _LOOKALIKES.get(word.lower()):
        return stuck.at, f"`{word}` is not a word of JSON", f"write `{like}`"
    if word.lstrip("+-").lower() in ("nan", "infinity", "inf"):
        advice = "write a number that is one, or `null`"
        return stuck.at, f"`{word}` is not a number that JSON knows", advice
    if _NUMBER_LIKE.match(word):
        advice = 'write it as `1`, `-1.5` or `1e3`, or as text between `"`'
        return stuck.at, f"`{shorten(word)}` is not a number as JSON writes them", advice
    return stuck.at, f"`{shorten(word)}` is not in quotes", f'write `"{shorten(word)}"`'


def _character_name(character: str) -> str:
    name = unicodedata.name(character, f"control character U+{ord(character):04X}").lower()
    return f"a {name}" if not name.startswith("control") else f"the {name}".replace("u+", "U+")
