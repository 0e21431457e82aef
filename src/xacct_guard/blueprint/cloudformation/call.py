"""Calls of CloudFormation's functions, as values of a template."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Call:
    """`!Ref X`, `!GetAtt X.Arn` or `!Sub 'text'`."""

    function: str
    text: str


@dataclass(frozen=True, slots=True)
class Noted:
    """A value with comments above it."""

    value: object
    comments: tuple[str, ...]


def ref(name: str) -> Call:
    """What `name` refers to."""
    return Call("Ref", name)


def arn_of(name: str) -> Call:
    """The ARN of the resource of this logical id."""
    return Call("GetAtt", f"{name}.Arn")
