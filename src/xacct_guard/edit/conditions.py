"""Conditions: the edits that rename one, put it under another operator, or add one to a statement."""

from __future__ import annotations

from ..finding import Add, Edit, Put, Take
from ..iam.policy import Condition, Statement
from .standing import Standing, is_known, plain, standing


def renamed(condition: Condition, key: str) -> tuple[Edit, ...]:
    """The condition, about another key."""
    found = standing(condition.span)
    if found is None or found.within or not _is_key(found):
        return ()
    around = found.around(1)
    is_taken = around is not None and key in around.mapping
    return () if is_taken else (Put(condition.span, key),)


def _is_key(found: Standing) -> bool:
    around = found.around(1)
    return around is not None and str(found.at.route[-1]) in around.mapping


def compared(condition: Condition, operator: str, value: object = None) -> tuple[Edit, ...]:
    """The condition, under another operator, with its values or another one."""
    found = standing(condition.span)
    if found is None or not _is_key(found):
        return ()
    under, every = found.around(1), found.around(2)
    if under is None or every is None or "Condition" not in found.at.route:
        return ()
    name, key = str(found.at.route[-2]), str(found.at.route[-1])
    is_free = operator not in every.mapping and not found.within and value is None
    if len(under.mapping) == 1 and is_free:
        return (Put(every.keys[name], operator),) if name in every.keys else ()
    there, written = every.mapping.get(operator), value or plain(found.node)
    if there is None:
        added = Add(found.place(up=2), {key: written}, operator)
    elif key in there.mapping:
        return ()
    else:
        added = Add(found.place(operator, up=2), written, key)
    return (Take(condition.span), added)


def conditioned(statement: Statement, operator: str, key: str, value: object) -> tuple[Edit, ...]:
    """The statement with one more condition."""
    found = standing(statement.span)
    if found is None or "Effect" not in found.node.mapping or not is_known(value):
        return ()
    held = found.node.mapping.get("Condition")
    if held is None:
        return (Add(statement.span, {operator: {key: value}}, "Condition"),)
    if held.tag is not None or not held.mapping or key in held.mapping.get(operator, held).mapping:
        return ()
    if operator not in held.mapping:
        return (Add(found.place("Condition"), {key: value}, operator),)
    return (Add(found.place("Condition", operator), value, key),)
