"""The options that every command takes, as one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from .completing import formats_beginning
from .output import Sheet, deliver


@dataclass(frozen=True, slots=True)
class Settings:
    """What the common options say; `files` are the formats and files of `-o`."""

    config: Path | None
    format: str
    files: tuple[tuple[str, Path], ...]
    quiet: bool
    verbose: bool
    no_color: bool

    @property
    def formats(self) -> tuple[str, ...]:
        """All formats that are asked for."""
        return self.format, *(name for name, _ in self.files)

    def deliver(self, text_of: Callable[[str, Sheet], str]) -> None:
        """Write the result in every format asked for, each where it was asked for."""
        deliver(text_of, self.format, self.files, no_color=self.no_color)


class _FormatFile(click.ParamType[tuple[str, Path]]):
    """`FORMAT=FILE`."""

    name = "FORMAT=FILE"

    def __init__(self, formats: tuple[str, ...]) -> None:
        self.formats = formats

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, Path]:
        """The format and the file, or a usage error."""
        name, equals, file = str(value).partition("=")
        if not equals or not file:
            self.fail(f"`{value}` is not FORMAT=FILE, such as `json=report.json`", param, ctx)
        if name not in self.formats:
            self.fail(f"`{name}` is not one of `{'`, `'.join(self.formats)}`", param, ctx)
        return name, Path(file)

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """The formats, then files."""
        return formats_beginning(self.formats, incomplete)


def common(*formats: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Give a command the common options; the first format is its default.

    The command's function gets them as its first argument, a `Settings`.
    """

    def decorate(function: Callable[..., int]) -> Callable[..., int]:
        @wraps(function)
        def run(**given: Any) -> int:  # noqa: ANN401 (whatever the command's options are)
            names = Settings.__dataclass_fields__
            settings = Settings(**{name: given.pop(name) for name in names})
            given.pop("debug")
            return function(settings, **given)

        for option in reversed(_options(formats)):
            run = option(run)
        return run

    return decorate


def _options(formats: tuple[str, ...]) -> tuple[Callable[..., Any], ...]:
    file = click.Path(exists=True, dir_okay=False, path_type=Path)
    return (
        click.option(
            "--config",
            type=file,
            metavar="FILE",
            help="Configuration [default: the nearest xacct-guard.yaml upward].",
        ),
        click.option(
            "--format",
            type=click.Choice(formats),
            default=formats[0],
            show_default=True,
            help="What to print.",
        ),
        click.option(
            "-o",
            "files",
            type=_FormatFile(formats),
            multiple=True,
            metavar="FORMAT=FILE",
            help="Also write this format to a file; may be given several times.",
        ),
        click.option("--quiet", is_flag=True, help="Only what needs attention."),
        click.option("--verbose", is_flag=True, help="Everything there is to say."),
        click.option("--debug", is_flag=True, help="Let a bug keep its traceback."),
        click.option("--no-color", is_flag=True, help="No colours, even on a terminal."),
    )
