"""What policies consist of made fast, as Nodes are: a snapshot has a million statements.

A frozen class sets each of its fields by a call. What is made here is filled in first and becomes frozen then:
Python lets an object take a class that has the same slots.
"""

from __future__ import annotations

from typing import Any

from ..span import Span
from .policy import Condition, Effect, Principals, Statement, Written

_new: Any = object.__new__


class _OpenWritten:
    __slots__ = Written.__slots__


class _OpenStatement:
    __slots__ = Statement.__slots__


def make_written(text: str, span: Span) -> Written:
    """The same as `Written(…)`, in half the time."""
    made = _new(_OpenWritten)
    made.text = text
    made.span = span
    made.__class__ = Written
    return made  # type: ignore[no-any-return]


def make_statement(
    effect: Effect,
    span: Span,
    policy: str,
    index: int,
    *,
    sid: str | None,
    principals: Principals | None,
    not_principals: Principals | None,
    actions: tuple[Written, ...],
    not_actions: tuple[Written, ...],
    resources: tuple[Written, ...],
    not_resources: tuple[Written, ...],
    conditions: tuple[Condition, ...],
    variables: bool,
    completes: bool,
    hollow: tuple[Span, ...],
) -> Statement:
    """The same as `Statement(…)`, in half the time."""
    made = _new(_OpenStatement)
    made.effect = effect
    made.span = span
    made.policy = policy
    made.index = index
    made.sid = sid
    made.principals = principals
    made.not_principals = not_principals
    made.actions = actions
    made.not_actions = not_actions
    made.resources = resources
    made.not_resources = not_resources
    made.conditions = conditions
    made.variables = variables
    made.completes = completes
    made.hollow = hollow
    made.__class__ = Statement
    return made  # type: ignore[no-any-return]
