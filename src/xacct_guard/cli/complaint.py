"""What went wrong, on stderr: one clear line, or a frame of the place where it is written."""

from __future__ import annotations

import re
import sys

import click

from ..errors import XacctGuardError
from ..terminal.cells import clean
from .output import look_of
from .spoken import tell

_QUOTED = re.compile(r"'([^'\n]*)'")
_NEXT_SENTENCE = re.compile(r"\. ([A-Z])")
_WORDS = (
    (re.compile(r"\. \(Did you mean one of: (.*)\?\)"), r", did you mean one of \1?"),
    (re.compile(r"is not a valid (integer|float)( range)?"), "is no number that fits here"),
    (re.compile(r": (File|Directory) "), lambda found: f": {found[0][2:].lower()}"),
)
"""What click says, and what is said in its place."""


def line(message: str) -> None:
    """One line on stderr, behind the program's name."""
    tell(f"xacct-guard: {clean(message)}\n")


def lines(text: str) -> None:
    """Lines that belong together, the first behind the program's name."""
    first, *others = text.rstrip("\n").split("\n")
    line(first)
    for each in others:
        tell(f"{clean(each)}\n")


def nothing(to: str, lacking: str = "template, policy or definition") -> None:
    """Why there is nothing to check, draw, prove: what was not found, and what to do."""
    line(f"nothing to {to}: no {lacking} was found; name the folder that has one")


def about(error: XacctGuardError) -> None:
    """Something the user can repair: what, where, and what next."""
    from .render import failures_in_words

    text = failures_in_words((error,), look_of(sys.stderr))
    tell(text)


def about_usage(error: click.ClickException, command: str = "") -> None:
    """A command line that cannot be: one line, and where to read on; without a command the help.

    `command` is read on where the error does not say which command it is about.
    """
    context = error.ctx if isinstance(error, click.UsageError) else None
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        tell(f"{error.format_message()}\n")
        return
    path = context.command_path if context else f"xacct-guard {command}".rstrip()
    line(f"{_in_our_words(error)} (see `{path} --help`)")


def _in_our_words(error: click.ClickException) -> str:
    """Click's message on one line, lower case, what the user wrote in backticks."""
    of_argument = isinstance(error, click.BadParameter) and isinstance(error.param, click.Argument)
    text = (of_argument and error.message) or error.format_message()
    text = _QUOTED.sub(r"`\1`", " ".join(text.split())).rstrip(".")
    for click_says, we_say in _WORDS:
        text = click_says.sub(we_say, text)
    text = _NEXT_SENTENCE.sub(lambda found: f", {found[1].lower()}", text)
    return text[:1].lower() + text[1:]


def about_bug(error: Exception, *, traceback: bool) -> None:
    """A mistake of ours: its traceback, or one line and how to get the traceback."""
    if traceback:
        from traceback import format_exception

        tell("".join(format_exception(error)))
        return
    what = " ".join(f"{type(error).__name__}: {error}".split())
    line(f"internal error: {what}; please report it with the output of the same run with `--debug`")
