"""Amazon States Language: the tasks of a state machine's definition.

Source: states-language.net/spec.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..iam.symbol import Symbol
from ..span import Node

_SUBSTITUTION = re.compile(r"\$\{(\w+)\}")
_TEXT = r"'(?:[^'\\]|\\.)*'"
_FORMAT = re.compile(rf"States\.Format\((?P<template>{_TEXT})(?P<arguments>(?:,.*)?)\)", re.DOTALL)
_ARGUMENT = re.compile(rf",((?:{_TEXT}|\([^()]*\)|[^,'()])+)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_PIECE = re.compile(r"\{\}|\\.")

_OTHERWISE = ("ResultSelector", "OutputPath", "Output", "Assign")
"""What puts something else than a task's answer where its answer would be."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that a state asks a service for: a Task state, or what a Map reads from or writes to.

    `parameters` are those written (JSONata `Arguments` alike); where none are, `sends_input`: the state's whole
    input is sent, and nobody knows it. `credentials` is the role that it is done as, if it names one.
    """

    name: str
    resource: str
    parameters: Node
    state: Node
    sends_input: bool = False
    credentials: str | None = None


@dataclass(frozen=True, slots=True)
class MapRun:
    """A Map state in distributed mode: its iterations are executions of their own."""

    name: str
    state: Node


def read_tasks(definition: Node) -> Iterator[Task | MapRun]:
    """What the states of a definition ask for, those inside Map and Parallel states included."""
    for name, state in _states(definition):
        resource = state.text_at("Resource")
        if resource:
            yield _task(name, resource, state, state)
        if state.text_at("ItemProcessor", "ProcessorConfig", "Mode") == "DISTRIBUTED":
            yield MapRun(name, state)
        for role in ("ItemReader", "ResultWriter"):
            inner = state.get(role)
            target = inner.text_at("Resource") if inner else None
            if inner is not None and target:
                found = _task(f"{name}: {role}", target, inner, state)
                yield _into_objects(found) if role == "ResultWriter" else found


def _states(definition: Node) -> Iterator[tuple[str, Node]]:
    states = definition.get("States")
    for name, state in states.mapping.items() if states else ():
        yield name, state
        for inner in ("Iterator", "ItemProcessor"):
            if below := state.get(inner):
                yield from _states(below)
        branches = state.get("Branches")
        for branch in branches.items if branches else ():
            yield from _states(branch)


def _task(name: str, resource: str, asks: Node, state: Node) -> Task:
    """A member computed from the input (`Name.$`, JSONata) is a symbol."""
    given = asks.get("Parameters") or asks.get("Arguments")
    fixed = _fixed(given) if given else None
    known = fixed is not None and (bool(fixed.mapping) or fixed.value == {})
    credentials = asks.get("Credentials")
    role = _fixed(credentials).text_at("RoleArn") if credentials else None
    parameters = fixed if fixed is not None and known else replace(asks, value={})
    return Task(name, resource, parameters, state, not known, role)


def _into_objects(task: Task) -> Task:
    """The results of a Map go into objects under a prefix, whose names are made when it runs."""
    prefix = task.parameters.text_at("Prefix")
    key = f"{prefix.rstrip('/')}/" if prefix else ""
    written = replace(task.parameters, value=f"{key}{Symbol('results of the Map')}")
    members = {**task.parameters.mapping, "Key": written}
    return replace(task, parameters=replace(task.parameters, value=members))


def _fixed(node: Node) -> Node:
    if isinstance(node.value, tuple):
        return replace(node, value=tuple(map(_fixed, node.value)))
    if node.mapping:
        return replace(node, value=dict(_member(k, v) for k, v in node.mapping.items()))
    if (node.text or "").startswith("{%"):
        return replace(node, value=str(Symbol(f"input of the state machine: {node.text}")))
    return node


def _member(key: str, node: Node) -> tuple[str, Node]:
    if key.endswith(".$"):
        return key[:-2], replace(node, value=_computed(node.text or ""))
    return key, _fixed(node)


def _computed(expression: str) -> str:
    """What is known of a value: of `States.Format` the text around its arguments, of others nothing.

    https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
    """
    found = _FORMAT.fullmatch(expression.strip())
    if found is None:
        return str(Symbol(f"input of the state machine: {expression}"))
    arguments = iter(_ARGUMENT.findall(found["arguments"]))

    def piece(match: re.Match[str]) -> str:
        if match[0] != "{}":
            return match[0][1:]  # behind a backslash
        argument = next(arguments, "").strip()
        if argument.startswith("'"):
            return re.sub(r"\\(.)", r"\1", argument[1:-1])
        return argument if _NUMBER.fullmatch(argument) else _computed(argument)

    return _PIECE.sub(piece, found["template"][1:-1])


def told(task: Task, member: str, to: Task, every: Iterable[Task]) -> str | None:
    """What stands in a task for this member of another's answer; None where nobody can tell.

    An answer kept under a name that no other task writes to is found there; one that takes the place of the
    whole input, only by the task that is next.
    """
    if any(task.state.get(each) for each in _OTHERWISE) or to.state.get("InputPath"):
        return None
    where = task.state.text_at("ResultPath") or "$"
    if where == "$":
        is_there = task.state.text_at("Next") == to.name
    else:
        is_there = [each.state.text_at("ResultPath") for each in every].count(where) == 1
    return _computed(f"{where}.{member}") if is_there else None


def substituted(node: Node, values: Node | None) -> Node:
    """The definition with each `${name}` replaced by its substitution."""

    def text(found: re.Match[str]) -> str:
        value = values.get(found.group(1)) if values else None
        return value.text or "" if value else str(Symbol(f"substitution {found.group(1)}"))

    def through(node: Node) -> Node:
        if isinstance(node.value, tuple):
            return replace(node, value=tuple(map(through, node.value)))
        if isinstance(node.value, str):
            return replace(node, value=_SUBSTITUTION.sub(text, node.value))
        if node.mapping:
            return replace(node, value={key: through(item) for key, item in node.mapping.items()})
        return node

    return through(node)
