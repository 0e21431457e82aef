"""The catalogue of rules: those of the package, and those of a folder given by hand."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Container
from functools import cache
from pathlib import Path
from types import ModuleType

from ..errors import RuleError
from .crash import crash
from .rule import Rule
from .shipped import shipped


def catalogue(own: Path | None = None, failures: list[RuleError] | None = None) -> tuple[Rule, ...]:
    """The rules of the packaged folder and of a folder given by hand, by id.

    Rules are code: they never load from the repository that is being looked at. A rule of one's own that cannot
    be loaded raises; with `failures` it is added there, and the others load.
    """
    found = {rule.id: rule for rule in _ours()}
    for file in _files(own) if own else ():
        try:
            rule = _new(_loaded(file), found)
            found[rule.id] = rule
        except RuleError as error:
            if failures is None:
                raise
            failures.append(error)
    return tuple(found.values())


@cache
def _ours() -> tuple[Rule, ...]:
    return tuple(map(_loaded, _files(shipped("rules"))))


def _new(rule: Rule, found: Container[str]) -> Rule:
    if rule.id in found:
        raise RuleError(f"rule `{rule.id}` is there already", help=f"rename `{rule.file}`")
    return rule


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob("*.py") if not file.stem.startswith("_"))


def _loaded(file: Path) -> Rule:
    module = _module(file)
    rule = getattr(module, "RULE", None)
    if not isinstance(rule, Rule):
        raise RuleError(f"`{file}` does not export `RULE`", help="it must be a `Rule`")
    return rule


def _module(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"xacct_guard_rules.{file.stem}", file)
    if spec is None or spec.loader is None:
        raise RuleError(
            f"`{file}` cannot be loaded as a rule", help="name it like a module: `what_it_finds.py`"
        )
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # a dataclass of the rule looks itself up there
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise crash(f"rule `{file.stem}` cannot be loaded", error, file) from error
    return module
