"""One file per command; a file exports `command`, and its name is the command's."""

from __future__ import annotations

import click

from ... import catalogue


class Commands(click.Group):
    """A group that imports a command's file when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names of all commands, read from the file names."""
        return [name.replace("_", "-") for name in catalogue.names(__name__)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in self.list_commands(ctx):
            return None
        file = cmd_name.replace("-", "_")
        command: click.Command = catalogue.entry(__name__, file, "command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first argument names; an unknown one is a usage error."""
        name = args[0]
        if name.startswith("-") or self.get_command(ctx, name):
            return super().resolve_command(ctx, args)
        from difflib import get_close_matches

        close = get_close_matches(name, self.list_commands(ctx), n=1)
        hint = f", did you mean `{close[0]}`?" if close else ""
        raise click.UsageError(f"no such command `{name}`{hint}", ctx)
