"""What cannot be read is said in plain words, with the place and what to do next."""

from __future__ import annotations

import subprocess
import sys

import pytest

from xacct_guard.errors import InputError
from xacct_guard.read import read
from xacct_guard.span import Source

from .strategies import plain

JSON = {
    '{"a": 1,}': (1, 8, "a comma stands before `}`", "remove it"),
    "[\n1,\n\n]": (2, 2, "a comma stands before `]`", "remove it"),
    '{"a": 1 "b": 2}': (1, 9, "comma missing", "separated by commas"),
    "[1 2]": (1, 4, "comma missing", "separated by commas"),
    "[1,,2]": (1, 4, "nothing before this comma", "remove it"),
    '{"a" 1}': (1, 2, "the key `a` has no `:`", '"key": value'),
    '{"a":}': (1, 6, "the key before this has no value", "write its value"),
    '{"a": "b": 1}': (1, 7, "the key `b` stands where a value belongs", "missing"),
    '["a": 1]': (1, 2, "the key `a` stands where a value belongs", "write `{`"),
    "{a: 1}": (1, 2, "`a` is not a key", '"key": value'),
    "{1: 2}": (1, 2, "`1` is not a key", '"key": value'),
    "{:1}": (1, 2, "no key before it", '"key": value'),
    '{"a": {{ b }}}': (1, 8, "`{` is not a key", "placeholder"),
    "{'a': 1}": (1, 2, "`'` does not quote text", 'use `"`'),
    "[“x”]": (1, 2, "`“` does not quote text", 'use `"`'),
    '{"a": 1, "b": {"a": 1}, "a": 2}': (1, 25, "`a` is written twice, first at x.json:1:2", "keep"),
    '{"\\u0061": 1,\n"a": 2}': (2, 1, "`a` is written twice, first at x.json:1:2", "keep"),
    '{"a": [1, 2}': (1, 12, "`}` cannot close the `[` of line 1", "write `]`"),
    '{"a": 1}}': (1, 9, "nothing is open that `}` could close", "remove it"),
    "]": (1, 1, "nothing is open that `]` could close", "remove it"),
    '{\n"a": 1\n': (3, 1, "ends before the `{` of line 1 is closed", "missing `}`"),
    "[[1],\n[2": (2, 3, "ends before the `[` of line 2 is closed", "missing `]`"),
    "[1,": (1, 4, "ends before the `[` of line 1 is closed", "missing `]`"),
    '["x\n"]': (1, 2, "is not closed in its line", "`\\n`"),
    '["x': (1, 2, "is not closed in its line", '`"`'),
    '["a\\q"]': (1, 4, "`\\q` is not an escape", "`\\\\`"),
    '["a\tb"]': (1, 4, "control character U+0009", "`\\u0009`"),
    '["\\ud83d"]': (1, 2, "half of a surrogate pair", "both halves"),
    '{"\\udc00": 1}': (1, 2, "half of a surrogate pair", "both halves"),
    "// why\n[1]": (1, 1, "JSON has no comments", "YAML"),
    "# why\n[1]": (1, 1, "JSON has no comments", "YAML"),
    "[1, # why\n2]": (1, 5, "JSON has no comments", "YAML"),
    "[1, /* why */ 2]": (1, 5, "JSON has no comments", "YAML"),
    "[NaN]": (1, 2, "`NaN` is not a number", "null"),
    "[-Infinity]": (1, 2, "`-Infinity` is not a number", "null"),
    "[True]": (1, 2, "`True` is not a word of JSON", "write `true`"),
    "[None]": (1, 2, "`None` is not a word of JSON", "write `null`"),
    "[allow]": (1, 2, "`allow` is not in quotes", 'write `"allow"`'),
    "[01]": (1, 2, "`01` is not a number as JSON writes", "text"),
    "[1.]": (1, 2, "`1.` is not a number as JSON writes", "text"),
    "[.5]": (1, 2, "`.5` is not a number as JSON writes", "text"),
    "[+1]": (1, 2, "`+1` is not a number as JSON writes", "text"),
    "[0x10]": (1, 2, "`0x10` is not a number as JSON writes", "text"),
    "[2012-10-17]": (1, 2, "`2012-10-17` is not a number as JSON writes", "text"),
    "[\u00a01]": (1, 2, "a no-break space cannot stand here", "between"),
    "[${x}]": (1, 2, "`$` cannot stand here", "between"),
    "[1]\n{}": (2, 1, "the document has ended before this", "one document"),
    '{"a": 1} x': (1, 10, "the document has ended before this", "one document"),
    "[1\r\n,2\r,x]": (3, 2, "`x` is not in quotes", "write"),
}

YAML = {
    "a: 1\nb: 2\na: 3": (3, 1, "`a` is written twice, first at x.yaml:1:1", "keep"),
    "a: {b: 1, 'b': 2}": (1, 11, "`b` is written twice, first at x.yaml:1:5", "keep"),
    "012: 1\n'012': 2": (2, 1, "`012` is written twice", "keep"),
    "a: &a {}\nb:\n  <<: *a\n  <<: *a": (4, 3, "`<<` is written twice", "keep"),
    "a:\n\tb: 1": (2, 1, "a tab cannot indent", "spaces"),
    "a: b: c": (1, 5, "a `:` cannot stand here", "between"),
    "a: 1\n b: 2": (2, 3, "a `:` cannot stand here", "indentation"),
    "a: 1\nb\nc: 2": (2, 1, "a key without a `:`", "key: value"),
    "a:\n  b: 1\n c: 2": (3, 2, "not a key of the mapping", "same indentation"),
    "- a\nb: 1": (2, 1, "not an item of the list", "same indentation"),
    "a: [1, 2\nb: 3": (1, 4, "the `[` that begins here is not closed", "[one, two]"),
    "a: {b: 1\nc: 2": (1, 4, "the `{` that begins here is not closed", "{one: 1"),
    'a: "x': (1, 4, "quoted text that begins here is not closed", "missing quote"),
    "a: 'x\nb: 1\n": (1, 4, "quoted text that begins here is not closed", "missing quote"),
    'a: "x\n---\n': (1, 4, "is not closed before `---`", "missing quote"),
    'a: "\\q"': (1, 5, "not an escape", "backslash"),
    "a: @b": (1, 4, "cannot begin with `@`", "between"),
    "a: `b`": (1, 4, "cannot begin with a backtick", "between"),
    "a: %b": (1, 4, "cannot begin with `%`", "between"),
    "{% if x %}\na: 1\n{% endif %}": (1, 2, "cannot begin with `{%`", "placeholders"),
    "a: {{ b }}": (1, 5, "cannot be a key", "placeholder"),
    "? [a]\n: b": (1, 3, "cannot be a key", "quotes"),
    "a: *": (1, 5, "needs a name", "between"),
    "a: *b": (1, 4, "no anchor `&b` before this alias", "above"),
    "a: &a [*a]": (1, 8, "`*a` stands inside its own anchor", "cannot hold itself"),
    "a: &a\n  <<: *a": (2, 7, "`*a` stands inside its own anchor", "cannot hold itself"),
    "a: &a [1]\n*a : 1": (2, 1, "cannot be a key", "quotes"),
    "<<: 1": (1, 5, "`<<` merges mappings", "alias"),
    "<<: [{}, 1]": (1, 10, "`<<` merges mappings", "alias"),
    "<<: !Include {}": (1, 5, "`<<` merges mappings", "alias"),
    "!Ref a: 1": (1, 1, "cannot carry the tag `!Ref`", "as text"),
    "? \n: 1": (1, 2, "no key before this `:`", "write one"),
    "a: !x!y b": (1, 4, "prefix that nothing declares", "!Name"),
    "a: !<x b": (1, 7, "not a tag", "!Name"),
    "a: | x\n  y": (1, 6, "cannot follow a `|`", "next line"),
    "a: \x01": (1, 4, "the character U+0001", "remove it"),
    "\ufeffa: 1\r\nb: '\x7f'": (2, 5, "the character U+007F", "remove it"),
    "# \u2028\na: '\x00'": (2, 5, "the character U+0000", "remove it"),
    "--- a\n...\n%YAML 9.9\n---\n- b": (3, 1, "not a directive", "remove it"),
    "a: 1\nbb": (2, 1, "a key without a `:`", "key: value"),
    "a: [1,\n": (2, 1, "the text ends where a value is expected", "close what is open"),
    "a: 1\n--- b\n": (2, 5, "another document begins here", "---"),
    "# nothing\n": (1, 1, "no document in this text", "leave it out"),
    "---\n": (1, 1, "no document in this text", "leave it out"),
    "": (1, 1, "no document in this text", "leave it out"),
    '{"a": [1, 2': (1, 12, "ends before the `[` of line 1 is closed", "missing `]`"),
}


def wrong(name: str, text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        read(Source(name, text))
    return caught.value


@pytest.mark.parametrize("text", JSON, ids=ascii)
def test_json_that_is_none(text: str):
    line, column, says, advises = JSON[text]
    error = wrong("x.json", text)
    assert says in error.message
    assert advises in (error.help or "")
    assert error.at is not None
    assert (error.at.line, error.at.column) == (line, column)


@pytest.mark.parametrize("text", YAML, ids=ascii)
def test_yaml_that_is_none(text: str):
    line, column, says, advises = YAML[text]
    error = wrong("x.yaml", text)
    assert says in error.message
    assert advises in (error.help or "")
    assert error.at is not None
    assert (error.at.line, error.at.column) == (line, column)


@pytest.mark.parametrize("text", [*YAML, *JSON], ids=ascii)
def test_a_message_is_one_lower_case_line(text: str):
    name = "x.yaml" if text in YAML else "x.json"
    message = wrong(name, text).message
    assert "\n" not in message
    assert not message.endswith(".")
    assert message[0].islower() or message[0] == "`" or message.startswith("JSON")


def test_the_error_of_the_reader_that_came_further_is_shown():
    assert "comma stands" in wrong("x.template", '{"Resources": {},}').message
    assert "comma is missing" in wrong("x.yaml", "{Resources: {A: 1: 2}}").message
    assert read(Source("x.yaml", "{Resources: {A: 1},}")).get("Resources", "A") is not None


@pytest.mark.parametrize("name", ["x.yaml", "x.json"])
def test_half_a_character_is_refused(name: str):
    error = wrong(name, "a: 1\nb: \ud800")
    assert "surrogate" in error.message
    assert error.at is not None
    assert (error.at.line, error.at.column) == (2, 4)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("x.json", "a: 1", {"a": 1}),
        ("x.yaml", '{"a": "\\ud83d\\ude00"}', {"a": "😀"}),
        ("x.yml", "{a: [b]}", {"a": ["b"]}),
        ("-", ' \n{"a": 1}', {"a": 1}),
        ("x.template", "# c\na: 1", {"a": 1}),
        ("x.JSON", "[1]", [1]),
    ],
)
def test_the_content_decides_the_syntax(name: str, text: str, value: object):
    assert plain(read(Source(name, text))) == value


def test_json_alone_needs_no_yaml():
    program = (
        "import sys; from xacct_guard.read import read; from xacct_guard.span import Source;"
        "read(Source('x.json', '{}')); assert 'yaml' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
