"""The text of a number -> its value, or the text itself where a number would lose some of it."""

from __future__ import annotations

LONGEST = 400
"""Digits. Python refuses to write integers of more than 4,300; nothing here needs 400."""


def number(text: str) -> int | float | str:
    """An int or a float if writing it back gives the same text, else the text.

    So `012345678901`, `1.10`, `1e400` and `0x1F` keep what was written: an account id, a version.
    CloudFormation itself reads an unquoted 012345670123 as octal and 012345678901 as
    1.2345678901E10; what its author meant is the text.
    """
    if len(text) > LONGEST or not text[-1:].isdigit():
        return text
    try:
        value = int(text) if text.removeprefix("-").isdigit() else float(text)
    except ValueError:
        return text
    return value if repr(value) == text else text
