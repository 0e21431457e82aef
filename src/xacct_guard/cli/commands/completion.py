"""`xacct-guard completion`: what a shell asks to complete commands, options, rules and formats."""

from __future__ import annotations

import click
from click import shell_completion

from ..settings import Settings, common

_READ_IN = {
    "bash": 'in ~/.bashrc: eval "$(xacct-guard completion bash)"',
    "zsh": 'in ~/.zshrc, after compinit: eval "$(xacct-guard completion zsh)"',
    "fish": "once: xacct-guard completion fish > ~/.config/fish/completions/xacct-guard.fish",
}


@click.command(short_help="Print a script that completes commands, options and rules in a shell.")
@click.argument("shell", type=click.Choice(tuple(_READ_IN)))
@common("script")
def command(settings: Settings, *, shell: str) -> int:
    """Print what a shell reads to complete this command's words: for bash (4.4 and newer), zsh or fish.

    \b
    in ~/.bashrc:                 eval "$(xacct-guard completion bash)"
    in ~/.zshrc, after compinit:  eval "$(xacct-guard completion zsh)"
    once, for fish:
        cd ~/.config/fish/completions
        xacct-guard completion fish > xacct-guard.fish
    """  # noqa: D301 - the sign by which click leaves lines as they are
    settings.deliver(lambda _format, _sheet: _script(shell))
    return 0


def _script(shell: str) -> str:
    """The script as click has it, which asks this command again for every word."""
    kind = shell_completion.get_completion_class(shell)
    assert kind is not None, f"click knows no {shell}"
    asks = kind(click.Command("xacct-guard"), {}, "xacct-guard", "_XACCT_GUARD_COMPLETE")
    return f"# {_READ_IN[shell]}\n{asks.source_template % asks.source_vars()}\n"
