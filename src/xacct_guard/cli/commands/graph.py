"""`xacct-guard graph`: accounts, principals, resources and who reaches what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ... import drawing
from .. import complaint, exits
from ..file_size import max_file_size
from ..output import Sheet
from ..settings import Settings, common

if TYPE_CHECKING:
    from ...picture import Picture

_PATH = click.Path(exists=True, allow_dash=True, path_type=Path)


@click.command(short_help="Draw accounts, principals and resources, and who reaches what.")
@click.argument("paths", nargs=-1, type=_PATH, metavar="[PATH]...")
@click.option(
    "--account", "only", multiple=True, metavar="ID", help="Only what this account has to do with."
)
@click.option("--by-account", is_flag=True, help="Accounts alone, and what goes between them.")
@max_file_size
@common(*sorted(drawing.names(), key=lambda name: (name != "mermaid", name)))
def command(
    settings: Settings,
    *,
    paths: tuple[Path, ...],
    only: tuple[str, ...],
    by_account: bool,
    max_file_size: float,
) -> int:
    """Draw what the templates, policies and definitions in PATH (default: here) make.

    An arrow is a request that a pipeline or a flow makes, with its verdict; a dashed one is whom a
    trust or resource policy lets in who is not known to make one. Where these are more than a format
    can show, accounts alone are drawn, and what goes between them.
    """
    from ...model import followed
    from ...options import Options
    from ...picture import picture_of
    from ...picture.excerpt import excerpt
    from ...picture.overview import overview

    options = Options(config=settings.config, max_file_size=max_file_size)
    model = followed(paths, options)
    for failure in model.failures:
        complaint.about(failure)
    picture = picture_of(model.graph, model.paths)
    picture = excerpt(picture, only) if only else picture

    def text_of(format: str, _: Sheet) -> str:
        draw = drawing.draw_named(format)
        is_too_much = draw.most is not None and len(picture.arrows) > draw.most
        drawn = overview(picture) if by_account or is_too_much else picture
        if is_too_much and not by_account:
            complaint.line(_too_many(picture, drawn, draw))
        return draw.draw(drawn)

    settings.deliver(text_of)
    if model.failures:
        return exits.Exit.INCOMPLETE
    if picture.boxes:
        return exits.Exit.CLEAN
    complaint.nothing("draw")
    return exits.Exit.NOTHING


def _too_many(picture: Picture, drawn: Picture, draw: drawing.Draw) -> str:
    accounts = sum(1 for id in picture.accounts if id)
    return (
        f"{len(picture.boxes):,} things of {accounts:,} accounts with {len(picture.arrows):,} arrows are"
        f" more than {draw.name} shows ({draw.most:,} arrows): accounts alone are drawn, with"
        f" {len(drawn.arrows):,}; `--account ID` draws one, `--format json` everything"
    )
