"""Every error says what to do: whoever is stopped by us is not left alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src/xacct_guard"
WITHOUT = {
    "EditError": "a reason why a finding is left to be mended by hand: the finding says what to do",
    "LineError": "carries another error",
    "NotAllowedError": "a mistake of ours, not of a user",
    "ScenarioError": "carries another error",
    "StoppedError": "ends a call of a run that was interrupted",
    "TwiceError": "says it itself",
}
"""Errors that are made without help, and why."""


@cache
def trees() -> tuple[tuple[str, ast.Module], ...]:
    files = sorted(PACKAGE.rglob("*.py"))
    return tuple((str(each.relative_to(PACKAGE)), ast.parse(each.read_text())) for each in files)


def nodes(kind: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    for file, tree in trees():
        yield from ((file, node) for node in ast.walk(tree) if isinstance(node, kind))


@cache
def errors() -> frozenset[str]:
    """The names of all classes below XacctGuardError."""
    found = {"XacctGuardError"}
    above = [
        (node.name, {base.id for base in node.bases if isinstance(base, ast.Name)})
        for _, node in nodes(ast.ClassDef)
    ]
    while more := {name for name, bases in above if bases & found} - found:
        found |= more
    return frozenset(found)


def called(call: ast.Call) -> str:
    name = call.func
    return name.id if isinstance(name, ast.Name) else getattr(name, "attr", "")


def is_helpless(call: ast.Call) -> bool:
    said = [each.value for each in call.keywords if each.arg in ("help", None)]
    return not said or any(isinstance(one, ast.Constant) and not one.value for one in said)


def test_every_error_is_made_with_help() -> None:
    helpless = [
        f"{file}:{call.lineno}: {ast.unparse(call)}"
        for file, call in nodes(ast.Call)
        if called(call) in errors() - WITHOUT.keys() and is_helpless(call)
    ]
    assert helpless == []


def test_those_without_help_are_errors_that_are_there() -> None:
    assert WITHOUT.keys() <= errors()
    assert {"InputError", "PolicyError", "ConfigError", "CollectError"} <= errors()


@pytest.mark.parametrize(
    "text", ["InputError('x')", "InputError('x', help=None)", "e.InputError('')"]
)
def test_one_without_help_would_be_found(text: str) -> None:
    call = ast.parse(text, mode="eval").body
    assert isinstance(call, ast.Call)
    assert called(call) in errors() and is_helpless(call)
