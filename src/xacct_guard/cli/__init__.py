"""The command line: arguments to a verb to an exit code; the only place that prints.

`main` is the entry point. Every command is a file of `cli.commands`; nothing that a command
needs is imported before the command runs.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence

import click

from .. import catalogue, collector
from ..errors import XacctGuardError
from . import commands, complaint
from .commands import Commands
from .exits import Exit
from .interrupts import termination_interrupts
from .spoken import prepare_streams

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})
"""What a disk answers that takes no more."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name; the exit code is as the contract has it.

    `arguments` are those of the process if none are given. Never raises: a bug is told in one line,
    with `--debug` with its traceback.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    collector.look_rarely()
    prepare_streams()
    try:
        with termination_interrupts():
            return _carried_out(given)
    except click.ClickException as error:
        complaint.about_usage(error, _command_in(given))
        return Exit.INCOMPLETE
    except XacctGuardError as error:
        complaint.about(error)
        return Exit.INCOMPLETE
    except (click.Abort, KeyboardInterrupt):
        complaint.line("interrupted")
        return Exit.INTERRUPTED
    except OSError as error:
        if error.errno not in _NO_ROOM:
            complaint.about_bug(error, traceback="--debug" in given)
        else:
            complaint.line(f"cannot write: {(error.strerror or str(error)).lower()}")
        return Exit.INCOMPLETE
    except Exception as error:
        complaint.about_bug(error, traceback="--debug" in given)
        return Exit.INCOMPLETE


def _command_in(given: list[str]) -> str:
    """The command that the arguments begin with, if they do."""
    return next((one for one in given[:1] if one in catalogue.names(commands.__name__)), "")


def _carried_out(given: list[str]) -> int:
    try:
        return int(_program(given, prog_name="xacct-guard", standalone_mode=False) or Exit.CLEAN)
    except SystemExit:  # click's way with a reader that has seen enough of a help text
        return Exit.CLEAN


def _show_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from ..about import about

        click.echo(about())
        context.exit()


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="exit codes: 0 clean, 1 findings or a denied stage, 2 the job could not be done whole, "
    "3 nothing to check, 130 interrupted",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Print the version and the dates of the packed data.",
)
def _program() -> None:
    """Check the access of cross-account ML pipelines on AWS before they are deployed."""
