"""An expression of HCL, by recursive descent; operators by how strongly they bind."""

from __future__ import annotations

import re

from ..number import number
from ..refusal import too_deep
from .syntax import (
    Attribute,
    Call,
    Conditional,
    Element,
    Expression,
    For,
    Index,
    Literal,
    Name,
    Object,
    Operation,
    Splat,
    Tuple,
)
from .template import read_heredoc, read_quoted
from .text import Text

_WORD = re.compile(r"[A-Za-z_][\w-]*+(?:::[A-Za-z_][\w-]*+)*+")
_NUMBER = re.compile(r"\d++(?:\.\d++)?+(?:[eE][-+]?\d++)?+")
_OLD_INDEX = re.compile(r"\.\d++")
_OPERATOR = re.compile(r"\|\||&&|==|!=|<=|>=|[<>+\-*%]|/(?![/*])")
_BINDS = {"||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, ">": 4, "<=": 4, ">=": 4}
_BINDS |= {"+": 5, "-": 5, "*": 6, "/": 6, "%": 6}
_WORDS = {"true": True, "false": False, "null": None}
_LONGEST = 100  # operators, or names, in one chain
_HELP = "write a value, a reference or a function call"


def read_expression(text: Text, *, lines: bool) -> Expression:
    """The expression that stands here; `lines`: it may go on over the end of a line (in brackets)."""
    text.deeper()
    text.blank(lines=lines)
    start = text.at
    found = _operation(text, 1, lines=lines)
    text.blank(lines=lines)
    if text.takes("?"):
        yes = read_expression(text, lines=True)
        text.blank()
        text.expect(":", "a condition has two values: `condition ? one : other`")
        no = read_expression(text, lines=lines)
        found = Conditional(found, yes, no, text.span(start))
    text.depth -= 1
    return found


def _operation(text: Text, weakest: int, *, lines: bool) -> Expression:
    text.blank(lines=lines)
    start = text.at
    left = _unary(text, lines=lines)
    for _ in range(_LONGEST):
        end = text.at
        text.blank(lines=lines)
        operator = text.take(_OPERATOR)
        if operator is None or _BINDS[operator] < weakest:
            text.at = end
            return left
        right = _operation(text, _BINDS[operator] + 1, lines=lines)
        left = Operation(operator, left, right, text.span(start))
    raise too_deep(text.span(start), _LONGEST)


def _unary(text: Text, *, lines: bool) -> Expression:
    start = text.at
    for operator in ("!", "-"):
        if text.takes(operator):
            text.deeper()
            text.blank(lines=lines)
            right = _unary(text, lines=lines)
            text.depth -= 1
            return Operation(operator, None, right, text.span(start))
    return _followed(text, _term(text), start)


def _followed(text: Text, found: Expression, start: int) -> Expression:
    """What follows a term: `.name`, `[key]`, `[*]`, `.*`."""
    for _ in range(_LONGEST):
        if text.takes("[*]"):
            return _splat(text, found, start)
        if text.sees(".*") and not text.sees(".*."):
            text.at += 2
            return _splat(text, found, start)
        if text.takes(".*"):
            return _splat(text, found, start)
        if text.takes("["):
            key = read_expression(text, lines=True)
            text.blank()
            text.expect("]", "an index ends with it")
            found = Index(found, key, text.span(start))
        elif (old := text.take(_OLD_INDEX)) is not None:
            place = text.span(text.at - len(old) + 1)
            found = Index(found, Literal(int(old[1:]), place), text.span(start))
        elif text.sees(".") and not text.sees("..."):
            text.at += 1
            name = text.take(_WORD)
            if name is None:
                raise text.stuck("a name is expected after `.`", _HELP)
            found = Attribute(found, name, text.span(start))
        else:
            return found
    raise too_deep(text.span(start), _LONGEST)


def _splat(text: Text, of: Expression, start: int) -> Expression:
    each = _followed(text, Element(text.span(start)), start)
    return Splat(of, each, text.span(start))


def _term(text: Text) -> Expression:
    start = text.at
    if text.sees('"'):
        return read_quoted(text, read_expression)
    if text.sees("<<"):
        return read_heredoc(text, read_expression)
    if text.takes("["):
        return _bracket(text, start)
    if text.takes("{"):
        return _brace(text, start)
    if text.takes("("):
        inner = read_expression(text, lines=True)
        text.blank()
        text.expect(")", "a bracket that was opened is closed with it")
        return inner
    if (digits := text.take(_NUMBER)) is not None:
        return Literal(number(digits), text.span(start))
    word = text.take(_WORD)
    if word is None:
        raise text.stuck("a value is expected here", _HELP)
    if text.takes("("):
        return _call(text, word, start)
    if word in _WORDS:
        return Literal(_WORDS[word], text.span(start))
    return Name(word, text.span(start))


def _call(text: Text, name: str, start: int) -> Expression:
    arguments: list[Expression] = []
    spread = False
    text.blank()
    while not text.takes(")"):
        arguments.append(read_expression(text, lines=True))
        text.blank()
        spread = text.takes("...")
        text.blank()
        if not text.takes(",") and not text.sees(")"):
            raise text.stuck(
                "`,` or `)` is expected here", f"`{name}` has its arguments in brackets"
            )
        text.blank()
    return Call(name, tuple(arguments), spread, text.span(start))


def _bracket(text: Text, start: int) -> Expression:
    text.blank()
    if (loop := _loop(text, start, "]")) is not None:
        return loop
    items: list[Expression] = []
    while not text.takes("]"):
        items.append(read_expression(text, lines=True))
        text.blank()
        if not text.takes(",") and not text.sees("]"):
            raise text.stuck("`,` or `]` is expected here", "a list has commas between its items")
        text.blank()
    return Tuple(tuple(items), text.span(start))


def _brace(text: Text, start: int) -> Expression:
    text.blank()
    if (loop := _loop(text, start, "}")) is not None:
        return loop
    members: list[tuple[Expression, Expression]] = []
    while not text.takes("}"):
        key = _key(text)
        text.blank(lines=False)
        if not text.takes("=") and not text.takes(":"):
            raise text.stuck("`=` is expected here", "an object holds `key = value`")
        members.append((key, read_expression(text, lines=False)))
        text.blank(lines=False)
        if not text.takes(",") and not text.ends_line() and not text.sees("}"):
            raise text.stuck("`,`, a new line or `}` is expected here", "write one member a line")
        text.blank()
    return Object(tuple(members), text.span(start))


def _key(text: Text) -> Expression:
    """The key of a member: a bare word is text, not a reference."""
    is_reference = text.sees("(")
    key = read_expression(text, lines=False)
    if isinstance(key, Name) and not is_reference:
        return Literal(key.name, key.span)
    return key


_FOR = re.compile(r"for\b")
_IN = re.compile(r"in\b")
_IF = re.compile(r"if\b")


def _loop(text: Text, start: int, end: str) -> Expression | None:
    """`for … in … : …` inside brackets, if that is what stands here."""
    back = text.at
    if text.take(_FOR) is None:
        return None
    text.blank()
    first = text.take(_WORD)
    if first is None:  # an object with a key `for`
        text.at = back
        return None
    names, of = loop_head(text, first)
    text.blank()
    text.expect(":", "a `for` has a value behind it")
    value = read_expression(text, lines=True)
    text.blank()
    key = None
    if text.takes("=>"):
        key, value = value, read_expression(text, lines=True)
        text.blank()
    grouped = text.takes("...")
    text.blank()
    condition = read_expression(text, lines=True) if text.take(_IF) else None
    text.blank()
    text.expect(end, "a `for` ends with its bracket")
    return For(names, of, key, value, condition, grouped, joined=False, span=text.span(start))


def loop_head(text: Text, first: str) -> tuple[tuple[str, ...], Expression]:
    """The rest of `for a, b in of`, behind the first name."""
    names = [first]
    text.blank()
    if text.takes(","):
        text.blank()
        names.append(text.take(_WORD) or "")
        text.blank()
    if text.take(_IN) is None:
        raise text.stuck("`in` is expected here", "a `for` goes through something: `for x in list`")
    return tuple(names), read_expression(text, lines=True)
