"""`xacct-guard generate`: least-privilege policies for everything on the access paths."""

from __future__ import annotations

from pathlib import Path

import click

from .. import complaint, exits
from ..file_size import max_file_size
from ..output import Sheet
from ..settings import Settings, common

_PATH = click.Path(exists=True, allow_dash=True, path_type=Path)


@click.command(short_help="Write the least-privilege policies that the access paths need.")
@click.argument("paths", nargs=-1, type=_PATH, metavar="[PATH]...")
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Also write each policy to a file in this folder, and `index.json` that says what is what.",
)
@click.option(
    "--required-only",
    is_flag=True,
    help="Leave out what only requests need whose refusal is not known to stop anything.",
)
@max_file_size
@common("json")
def command(
    settings: Settings,
    *,
    paths: tuple[Path, ...],
    into: Path | None,
    required_only: bool,
    max_file_size: float,
) -> int:
    """Print the policies that the pipelines and flows in PATH (default: here) need, on both sides.

    For every role and user an identity policy, for every role that is taken on its trust policy, and for
    every resource and VPC endpoint that has to let somebody in its policy. `${stack.LogicalId}` stands for
    what only a deployment names.
    """
    from ...check import Options, model_of
    from ...grants.generate import generate_over
    from ...grants.narrowing import narrowing
    from ..answers import as_json
    from ..granted import generation_members, write_files
    from ..narrowed import narrowing_in_words, narrowing_members

    model = model_of(paths, Options(config=settings.config, max_file_size=max_file_size))
    worlds = tuple((world.paths, world.graph) for world in model.worlds)
    generation = generate_over(worlds, optional=not required_only)
    rows = narrowing(model.graph, model.paths, generation.policies)
    if into is not None:
        write_files(into, generation)

    def text_of(_format: str, _sheet: Sheet) -> str:
        members = {**generation_members(generation), "triples": narrowing_members(rows)}
        return as_json(members, model.failures)

    settings.deliver(text_of)
    for failure in model.failures:
        complaint.about(failure)
    for warning in generation.warnings:
        complaint.line(warning)
    for said in narrowing_in_words(rows, verbose=settings.verbose):
        complaint.line(said)
    if model.failures:
        return exits.Exit.INCOMPLETE
    return exits.Exit.CLEAN if model.paths else exits.Exit.NOTHING
