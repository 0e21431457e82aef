"""`xacct-guard generate`: least-privilege policies for everything on the access paths."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from ... import blueprint
from .. import complaint, exits
from ..file_size import max_file_size
from ..settings import Settings, common

_PATH = click.Path(exists=True, allow_dash=True, path_type=Path)


@click.command(short_help="Write the least-privilege policies that the access paths need.")
@click.argument("paths", nargs=-1, type=_PATH, metavar="[PATH]...")
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Also write the files to this folder, with `index.json` and a README.md that tells the order.",
)
@click.option(
    "--required-only",
    is_flag=True,
    help="Leave out what only requests need whose refusal is not known to stop anything.",
)
@click.option(
    "--observed",
    type=_PATH,
    multiple=True,
    metavar="FILE",
    help="Say which grants these events of CloudTrail show to be used; may be given several times.",
)
@max_file_size
@common(*sorted(blueprint.names(), key=lambda name: (name != "json", name)))
def command(
    settings: Settings,
    *,
    paths: tuple[Path, ...],
    into: Path | None,
    required_only: bool,
    observed: tuple[Path, ...],
    max_file_size: float,
) -> int:
    """Print the policies that the pipelines and flows in PATH (default: here) need, on both sides.

    For every role and user an identity policy, for every role that is taken on its trust policy, and for
    every resource and VPC endpoint that has to let somebody in its policy. `${stack.LogicalId}` stands for
    what only a deployment names; in the other formats it is a parameter, or what the same file makes. Files
    are in the order in which they can be deployed: no policy names a role that does not exist yet.
    """
    from ...grants.narrowing import narrowing
    from ...least import generated
    from ...model import model_of
    from ...options import Options
    from ..telling.narrowed import narrowing_in_words, narrowing_members
    from ..telling.observed import observed as of_events
    from ..telling.observed import use_in_words, use_members

    model = model_of(paths, Options(config=settings.config, max_file_size=max_file_size))
    written = generated(model, optional=not required_only)
    generation = written.generation
    rows = narrowing(model.graph, model.paths, generation.policies)
    members = {"triples": narrowing_members(rows)}
    use, broken = of_events(observed, generation) if observed else (None, ())
    if use is not None:
        members["observed"] = use_members(use)
    failures = (*model.failures, *broken)
    written = replace(written, beside=members)
    if into is not None:
        written.save(into, settings.format)
    settings.deliver(lambda format, _sheet: written.text(format, failures))
    for failure in failures:
        complaint.about(failure)
    told_in_files = into is not None or settings.format != "json"
    notes = written.notes(settings.format) if told_in_files and not settings.quiet else ()
    said = (
        *narrowing_in_words(rows, verbose=settings.verbose),
        *(use_in_words(use, verbose=settings.verbose) if use else ()),
    )
    for each in (*generation.warnings, *notes, *said):
        complaint.line(each)
    if failures:
        return exits.Exit.INCOMPLETE
    if model.paths:
        return exits.Exit.CLEAN
    complaint.nothing("generate", "pipeline or flow")
    return exits.Exit.NOTHING
