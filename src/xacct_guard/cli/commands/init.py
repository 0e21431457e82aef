"""`xacct-guard init`: a first configuration for a repository."""

from __future__ import annotations

from pathlib import Path

import click

from ...whole_file import save
from .. import complaint, exits
from ..file_size import max_file_size
from ..output import Sheet
from ..settings import Settings, common

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_STDOUT = Path("-")


@click.command(short_help="Look through a repository and draft `xacct-guard.yaml`.")
@click.argument("path", type=_FOLDER, default=Path(), metavar="[PATH]")
@click.option(
    "--into",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    metavar="FILE",
    help="Where to write; `-` prints [default: PATH/xacct-guard.yaml].",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@max_file_size
@common("yaml")
def command(
    settings: Settings, *, path: Path, into: Path | None, force: bool, max_file_size: float
) -> int:
    """Draft a configuration from what is found in PATH (default: here).

    Nothing is asked and nothing is invented: what is not known is a comment.
    """
    from ...config import NAME
    from ...draft import draft

    target = into or (_STDOUT if settings.files else path / NAME)
    if into is None and target.is_symlink():
        complaint.line(f"`{target}` is a link: remove it, or name the file by `--into`")
        return exits.Exit.INCOMPLETE
    if target != _STDOUT and target.exists() and not force:
        complaint.line(f"`{target}` is there already; `--force` writes over it, `--into -` prints")
        return exits.Exit.INCOMPLETE
    text = draft(path, max_file_size)
    if text is None:
        complaint.nothing("configure")
        return exits.Exit.NOTHING
    if target == _STDOUT:

        def text_of(_: str, __: Sheet) -> str:
            return text

        settings.deliver(text_of)
        return exits.Exit.CLEAN
    save(target, text)
    if not settings.quiet:
        complaint.line(f"wrote `{target}`; read it, then run `xacct-guard check`")
    return exits.Exit.CLEAN
