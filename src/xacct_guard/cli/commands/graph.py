"""`xacct-guard graph`: accounts, principals, resources and who reaches what."""

from __future__ import annotations

from pathlib import Path

import click

from ... import drawing
from .. import complaint, exits
from ..file_size import max_file_size
from ..output import Sheet
from ..settings import Settings, common

_PATH = click.Path(exists=True, allow_dash=True, path_type=Path)


@click.command(short_help="Draw accounts, principals and resources, and who reaches what.")
@click.argument("paths", nargs=-1, type=_PATH, metavar="[PATH]...")
@max_file_size
@common(*sorted(drawing.names(), key=lambda name: (name != "mermaid", name)))
def command(settings: Settings, *, paths: tuple[Path, ...], max_file_size: float) -> int:
    """Draw what the templates, policies and definitions in PATH (default: here) make.

    An arrow is a request that a pipeline or a flow makes, with its verdict; a dashed one is whom a
    trust or resource policy lets in who is not known to make one.
    """
    from ... import check
    from ...picture import picture_of

    model = check.model_of(
        paths, check.Options(config=settings.config, max_file_size=max_file_size)
    )
    for failure in model.failures:
        complaint.about(failure)
    picture = picture_of(model.graph, model.paths)

    def text_of(format: str, _: Sheet) -> str:
        return drawing.draw_named(format).draw(picture)

    settings.deliver(text_of)
    if model.failures:
        return exits.Exit.INCOMPLETE
    return exits.Exit.CLEAN if picture.boxes else exits.Exit.NOTHING
