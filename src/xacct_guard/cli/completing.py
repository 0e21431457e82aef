"""What a shell may be told to go on with: names of rules, formats of `-o`."""

from __future__ import annotations

from collections.abc import Sequence

import click
from click.shell_completion import CompletionItem


def rules_beginning(
    _context: click.Context, _option: click.Parameter, begun: str
) -> list[CompletionItem]:
    """Our rules whose names begin so; after a comma the next one of a list. Nobody's code is run for it."""
    from ..rule.catalogue import catalogue

    before, comma, begins = begun.rpartition(",")
    known = catalogue()
    return [
        CompletionItem(f"{before}{comma}{rule.id}", help=rule.title)
        for rule in known
        if rule.id.startswith(begins)
    ]


def formats_beginning(formats: Sequence[str], begun: str) -> list[CompletionItem]:
    """`FORMAT=` for the formats that begin so; behind the `=` a file."""
    if "=" in begun:
        return [CompletionItem(begun, type="file")]
    return [CompletionItem(f"{each}=") for each in formats if each.startswith(begun)]
