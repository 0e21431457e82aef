"""The text of a YAML scalar and its tag -> its value."""

from __future__ import annotations

from typing import Final

from ..span import Scalar
from .number import number

STANDARD: Final = "tag:yaml.org,2002:"
"""What `!!` stands for."""

_WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"), False),
}
_NUMBER_BEGINS: Final = frozenset("-0123456789")


def plain(text: str) -> Scalar:
    """An unquoted scalar, as YAML 1.1 reads it; CloudFormation does too.

    Text stays text where reading it as something else would lose what was written: dates
    (`2012-10-17`), octal, hexadecimal and base-60 numbers, numbers with leading zeros, `1.10`.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
    """
    if text in _WORDS:
        return _WORDS[text]
    return number(text) if text[0] in _NUMBER_BEGINS else text


def tagged(text: str, tag: str) -> tuple[Scalar, str | None]:
    """The value of a scalar that carries a tag, and the tag if it still means something.

    `!Sub`, `!Ref` and their like take text; `!!int` and its like ask for the plain reading.
    """
    kind = tag.removeprefix(STANDARD) if tag.startswith(STANDARD) else None
    if tag == "!" or kind == "str":
        return text, None
    if kind in ("null", "bool", "int", "float"):
        return plain(text), None
    return text, tag
