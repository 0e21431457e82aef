"""The options that say which rules look, of every command that judges."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from .completing import rules_beginning

Command = TypeVar("Command", bound=Callable[..., object])


def _apart(
    _context: click.Context, _option: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """Names given one by one or with commas between them."""
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


pack = click.option(
    "--pack",
    "packs",
    multiple=True,
    metavar="PACK",
    help="Policy pack instead of the configuration's: baseline, strict, audit, or a .toml file.",
)
"""Gives a command `--pack`, as `packs`."""

rules = click.option(
    "--rules",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="A folder with rules of your own; they are code and will be run.",
)
"""Gives a command `--rules`, a folder."""

_OPTIONS = (
    click.option(
        "--select",
        multiple=True,
        callback=_apart,
        shell_complete=rules_beginning,
        metavar="RULE,…",
        help="Only these rules.",
    ),
    click.option(
        "--ignore",
        multiple=True,
        callback=_apart,
        shell_complete=rules_beginning,
        metavar="RULE,…",
        help="Not these rules.",
    ),
    pack,
    rules,
)


def which_rules(command: Command) -> Command:
    """Gives a command `--select` and `--ignore` (names), `--pack` (`packs`) and `--rules`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
