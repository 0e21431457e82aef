"""The page of every command, from what its `--help` is made of."""

from __future__ import annotations

from collections.abc import Iterator

import click

from xacct_guard.cli.commands import Commands

from . import Page

ABOUT = """\
# Commands

What `xacct-guard COMMAND --help` shows, for every command. Names, exit codes and formats are a promise: they
are added to, and changed only with a new version.

| Code | Means |
|---|---|
| 0 | clean, or nothing at or above `--fail-on` and no stage that would be denied |
| 1 | findings at or above it, or a denied stage that nobody has accepted |
| 2 | not everything could be done: bad usage, a file that cannot be read, a rule that crashed |
| 3 | nothing to check |
| 130 | interrupted |
"""


def written() -> str:
    """A table of the commands, then each with its arguments and options."""
    group = Commands("xacct-guard")
    context = click.Context(group, info_name="xacct-guard")
    commands = [(name, _command(group, context, name)) for name in group.list_commands(context)]
    rows = (f"| [`{name}`](#{name}) | {_line(each.short_help)} |" for name, each in commands)
    pages = (line for name, each in commands for line in _page(name, each, context))
    return "\n".join((ABOUT, "| Command | Does |", "|---|---|", *rows, "", *pages))


def _command(group: click.Group, context: click.Context, name: str) -> click.Command:
    command = group.get_command(context, name)
    assert command, f"`{name}` is listed and not there"
    return command


def _page(name: str, command: click.Command, above: click.Context) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=above)
    yield from (f"## {name}", "")
    yield from ("```text", context.command_path + " " + _usage(command, context), "```", "")
    yield from (_paragraph(part) + "\n" for part in (command.help or "").split("\n\n"))
    yield from ("| Option | |", "|---|---|")
    yield from (_row(each, context) for each in command.params if isinstance(each, click.Option))
    yield ""


def _usage(command: click.Command, context: click.Context) -> str:
    return " ".join(command.collect_usage_pieces(context))


def _row(option: click.Option, context: click.Context) -> str:
    record = option.get_help_record(context)
    assert record, f"{option.name} is hidden"
    names, text = record
    return f"| `{_cell(names)}` | {_cell(text)} |"


def _cell(text: str) -> str:
    return _line(text).replace("|", "\\|")


def _paragraph(part: str) -> str:
    """As it is where click leaves it so, else in one line."""
    sign, _, lines = part.partition("\n")
    return f"```sh\n{lines}\n```" if sign == "\b" else _line(part)


def _line(text: str | None) -> str:
    """On one line; without the mark by which click keeps lines apart."""
    return " ".join((text or "").replace("\b", "").split())


PAGE = Page("reference/commands.md", written)
