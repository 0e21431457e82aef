"""Account ids that lost their leading zero, or will lose it when a template is read as YAML 1.1.

Reference: AWSCloudFormation/latest/UserGuide/template-formats.html: templates are YAML 1.1, in which an
unquoted 012345670123 is an octal number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..formats.cloudformation.template import is_template
from ..graph.noticed import MisreadAccount
from ..read.lines import split_lines
from ..span import Node, Span

_DIGITS = re.compile(r"(?<!\d)(?:0\d{11}|\d{11})(?!\d)")
# A number has no leading zero: eleven digits with one were mistyped, not misread.
_IN_ARN = re.compile(r"\barn:aws[\w-]*:[\w-]+:[\w-]*:([1-9]\d{10})(?=:)")
_SHORT = re.compile(r"[1-9]\d{10}")
WHOLE = re.compile(r"0\d{11}")
"""An account id that begins with a zero."""
_OCTAL = re.compile(r"[0-7]+")
_OF_ACCOUNTS = re.compile(r"account|^AWS$", re.IGNORECASE)
_LARGEST = 5 * 1024**2
"""Characters. What is larger was written by a program, from ids that AWS gave it."""


def misread_accounts(document: Node) -> Iterator[MisreadAccount]:
    """The account ids of a document that AWS will not get as they were meant, each at its place."""
    text = document.span.source.text
    if not may_hold_some(text):
        return
    lines = split_lines(text) if is_template(document) else []
    for node in document.walk():
        found = node.text or ""
        yield from shortened(node)
        if WHOLE.fullmatch(found) and _is_unquoted(node.span, lines):
            number = int(found, 8 if _OCTAL.fullmatch(found) else 10)
            yield MisreadAccount(found, found, node.span, number)


def may_hold_some(text: str) -> bool:
    """Is it worth looking for them in a file of this text?"""
    return len(text) <= _LARGEST and _DIGITS.search(text) is not None


def shortened(node: Node) -> Iterator[MisreadAccount]:
    """Those of a text that have lost their zero already."""
    for short in _shortened(node.text or "", node.span):
        is_alone = short == node.text
        yield MisreadAccount(short, f"0{short}", node.span, is_alone=is_alone)


def _shortened(text: str, at: Span) -> tuple[str, ...]:
    """The ids of eleven digits: in ARNs, and alone where an account is asked for."""
    if _SHORT.fullmatch(text):
        names = [step for step in at.route if isinstance(step, str)]
        return (text,) if any(map(_OF_ACCOUNTS.search, names[-2:])) else ()
    return tuple(dict.fromkeys(_IN_ARN.findall(text)))


def _is_unquoted(at: Span, lines: Sequence[str]) -> bool:
    """Does the text stand in the lines as it is, so that YAML takes it for a number?"""
    if at.line is None or at.column is None or at.line > len(lines):
        return False
    return lines[at.line - 1][at.column - 1 :][:1] == "0"
