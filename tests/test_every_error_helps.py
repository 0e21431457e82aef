"""Every error says what to do: whoever is stopped by us is not left alone."""

from __future__ import annotations

import ast
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Made:
    """An error as some line makes it."""

    name: str
    line: str
    is_helpless: bool


@cache
def found() -> tuple[tuple[Made, ...], frozenset[str]]:
    """All that is called like an error, and the names of all classes below XacctGuardError."""
    made: list[Made] = []
    above: list[tuple[str, set[str]]] = []
    for file in sorted(PACKAGE.rglob("*.py")):
        text = file.read_text()
        if "Error(" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and called(node).endswith("Error"):
                line = f"{file.relative_to(PACKAGE)}:{node.lineno}"
                made.append(Made(called(node), line, is_helpless(node)))
            elif isinstance(node, ast.ClassDef):
                bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
                above.append((node.name, bases))
    errors = {"XacctGuardError"}
    while more := {name for name, bases in above if bases & errors} - errors:
        errors |= more
    return tuple(made), frozenset(errors)


def called(call: ast.Call) -> str:
    name = call.func
    return name.id if isinstance(name, ast.Name) else getattr(name, "attr", "")


def is_helpless(call: ast.Call) -> bool:
    said = [each.value for each in call.keywords if each.arg in ("help", None)]
    return not said or any(isinstance(one, ast.Constant) and not one.value for one in said)


def test_every_error_is_made_with_help() -> None:
    made, errors = found()
    telling = errors - WITHOUT.keys()
    assert [each.line for each in made if each.name in telling and each.is_helpless] == []
    assert len([each for each in made if each.name in telling]) > 100


def test_those_without_help_are_errors_that_are_there() -> None:
    _, errors = found()
    assert WITHOUT.keys() <= errors
    assert {"InputError", "PolicyError", "ConfigError", "CollectError"} <= errors


@pytest.mark.parametrize(
    "text", ["InputError('x')", "InputError('x', help=None)", "e.InputError('')"]
)
def test_one_without_help_would_be_found(text: str) -> None:
    call = ast.parse(text, mode="eval").body
    assert isinstance(call, ast.Call)
    assert called(call) == "InputError"
    assert is_helpless(call)
