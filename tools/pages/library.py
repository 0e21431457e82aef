"""The page of the library, from its signatures and docstrings."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import xacct_guard

from . import Page

VERBS = ("check", "simulate", "evaluate", "generate", "prove", "render")
TYPES = tuple(
    name for name in xacct_guard.__all__ if name not in VERBS and not name.startswith("_")
)
_SECTION = re.compile(r"^(Args|Returns|Raises|Source):(.*)$")
_TITLES = {"Args": "Takes", "Returns": "Gives", "Raises": "Raises", "Source": "Source"}
_ENTRY = re.compile(r"^    (\w+): (.*)$")
INTRODUCTION = """\
# Library

```python
from xacct_guard import check, simulate, evaluate, generate, prove
```

What the commands do, for notebooks and CI scripts: values in, values out, nothing is printed, and the
network is not asked. The package is typed (`py.typed`), and `import xacct_guard` loads none of it: a name
is imported when it is first asked for. `check` says in `failures` what could not be read; the others raise
an `XacctGuardError`, since what they would say would be about less than what they were asked. It has
`message`, `at` (a place, or None) and `help` (or None).

The examples are run by the tests, in `fixtures/systems/three-account-codepipeline`.

## What may be relied on

The names on this page, their parameters and what is said of what they give are kept to [Semantic
Versioning](https://semver.org/): before 1.0 a new minor version may change them, from 1.0 on only a new
major one. So are the command line, its exit codes and its JSON. New names, new parameters with defaults and
new fields may come at any time; verdicts and findings may change with what is learnt of AWS, and
CHANGELOG.md says so. Every other module is the program's own, and may change without a word.

What is to go is kept for at least one minor version in which its use warns (`DeprecationWarning`, with the
version in which it goes and what to use instead; `python -W error::DeprecationWarning` finds it). At
present nothing is to go.
"""


def written() -> str:
    """The introduction, each function, and the types of what they give."""
    lines = (line for name in VERBS for line in of_verb(name, getattr(xacct_guard, name)))
    types = (line for name in TYPES for line in of_type(name, getattr(xacct_guard, name)))
    text = "\n".join((INTRODUCTION, *lines, "## What they give", "", *types))
    return re.sub(r"\n{3,}", "\n\n", text).rstrip() + "\n"


def signature(name: str, verb: Callable[..., object]) -> str:
    """How it is called, one parameter a line."""
    whole = inspect.signature(verb)
    shown: list[str] = []
    is_keyword = False
    for each in whole.parameters.values():
        if each.kind is each.KEYWORD_ONLY and not is_keyword:
            is_keyword = True
            if not shown or not shown[0].startswith("*"):
                shown.append("*")
        shown.append(_parameter(each))
    inside = "".join(f"    {each},\n" for each in shown)
    return f"{name}(\n{inside}) -> {whole.return_annotation}"


def _parameter(each: inspect.Parameter) -> str:
    default = "" if each.default is each.empty else f" = {each.default!r}"
    stars = "*" if each.kind is each.VAR_POSITIONAL else ""
    return f"{stars}{each.name}: {each.annotation}{default}"


def of_verb(name: str, verb: Callable[..., object]) -> Iterator[str]:
    """Its signature, and its docstring in sections."""
    yield from (f"## {name}", "", "```python", signature(name, verb), "```", "")
    yield from _as_markdown(inspect.getdoc(verb) or "")
    yield ""


def _as_markdown(text: str) -> Iterator[str]:
    """Examples fenced, sections as bold words, entries as list items."""
    is_fenced = False
    for line in text.splitlines():
        if line.startswith(">>>") and not is_fenced:
            is_fenced = True
            yield "```pycon"
        if not line and is_fenced:
            is_fenced = False
            yield "```"
        if found := _SECTION.match(line):
            yield f"**{_TITLES[found[1]]}**{found[2] and ':' + found[2]}"
            if not found[2]:
                yield ""
        elif entry := _ENTRY.match(line):
            yield f"- `{entry[1]}`: {entry[2]}"
        elif line.startswith("        "):
            yield f"  {line.strip()}"
        else:
            yield line if is_fenced else line.strip()


def of_type(name: str, kind: type[Any]) -> Iterator[str]:
    """Its docstring, its fields and what else can be asked of it."""
    yield from (f"### {name}", "", inspect.getdoc(kind) or "", "")
    if is_dataclass(kind):
        yield from ("Fields: " + ", ".join(f"`{each.name}`" for each in fields(kind)) + ".", "")
    for attribute, value in vars(kind).items():
        told = value.fget if isinstance(value, property) else value
        asked = inspect.isfunction(told) or getattr(value, "func", None)
        doc = inspect.getdoc(value)
        if attribute.startswith("_") or not asked or not doc:
            continue
        yield f"- `{attribute}`: {' '.join(doc.split())}"
    yield ""


PAGE = Page("reference/library.md", written)
