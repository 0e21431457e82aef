"""Addresses of a plan: `module.a["x"].aws_iam_role.r[0]`, and references, which are written the same way."""

from __future__ import annotations

import re
from dataclasses import dataclass

_STEP = re.compile(r'\.?([A-Za-z_*][\w-]*)((?:\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\])?)')


@dataclass(frozen=True, slots=True)
class Step:
    """A name and the key behind it: `r` and `[0]`; no key is an empty text."""

    name: str
    key: str = ""

    def __str__(self) -> str:
        return f"{self.name}{self.key}"


def steps_of(address: str) -> tuple[Step, ...]:
    """The steps of an address or reference."""
    return tuple(Step(found[1], found[2]) for found in _STEP.finditer(address))


def split_address(address: str) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """The modules of an address (`module.a` is the step `a`), and what is left: type and name."""
    steps = steps_of(address)
    modules = []
    while len(steps) > 1 and steps[0] == Step("module"):
        modules.append(steps[1])
        steps = steps[2:]
    return tuple(modules), steps


def module_address(modules: tuple[Step, ...]) -> str:
    """The beginning of every address inside a module: `module.a["x"].`, empty for the root."""
    return "".join(f"module.{step}." for step in modules)


def leaves(references: tuple[str, ...]) -> tuple[str, ...]:
    """The references that an expression makes; a plan lists each of them with all its beginnings."""
    found: list[str] = []
    for reference in references:
        if not (found and _begins(found[-1], reference)):
            found.append(reference)
    return tuple(found)


def _begins(longer: str, shorter: str) -> bool:
    return longer != shorter and longer.startswith((f"{shorter}.", f"{shorter}["))
