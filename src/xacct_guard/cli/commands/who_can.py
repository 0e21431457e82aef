"""`xacct-guard who-can`: everybody who may do something, with the conditions under which."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..circumstances import circumstances
from ..exits import Exit
from ..file_size import max_file_size
from ..output import Sheet
from ..settings import Settings, common

if TYPE_CHECKING:
    from ...graph.access_graph import AccessGraph
    from ...question import Circumstances
    from ...who_can import Reaching

_PATH = click.Path(exists=True, allow_dash=True, path_type=Path)


@click.command(short_help="List everybody who may do something, and under which conditions.")
@click.argument("action")
@click.argument("resource")
@click.argument("paths", nargs=-1, type=_PATH, metavar="[PATH]...")
@circumstances
@click.option(
    "--depth",
    type=click.IntRange(0, 5),
    default=1,
    show_default=True,
    help="How far to follow who may become a role that may.",
)
@max_file_size
@common("full", "json")
def command(
    settings: Settings,
    *,
    action: str,
    resource: str,
    paths: tuple[Path, ...],
    told: Circumstances,
    depth: int,
    max_file_size: float,
) -> int:
    """List the principals that may do ACTION on RESOURCE.

    Those of the templates in PATH (default: here), and whomever the policies name: services, other
    accounts, identity providers, anyone. RESOURCE is an ARN, `s3://bucket/key`, or
    `stack/LogicalId[/key]`. What nobody says of the request is unknown, and becomes a condition.
    """
    from ...model import answer_of
    from ...naming import action_named, resource_named
    from ...options import Options
    from ...report.json import answer_text
    from ...who_can import who_can
    from ..answers import reaching_members
    from ..render import failures_in_words
    from ..telling.hops import Telling
    from ..telling.reached import reached

    asked = action_named(action)

    def reaching(graph: AccessGraph) -> Reaching:
        meant = graph.meant(asked, resource_named(resource, graph))
        return who_can(asked, meant, graph, told, depth=depth)

    options = Options(config=settings.config, max_file_size=max_file_size)
    found, model = answer_of(paths, options, (resource, *told.endpoints), reaching)
    failures = model.failures

    def text_of(format: str, sheet: Sheet) -> str:
        if format == "json":
            return answer_text(reaching_members(found), failures)
        text = reached(found, Telling(*sheet, verbose=settings.verbose))
        return "\n".join(part for part in (failures_in_words(failures, sheet), text) if part)

    settings.deliver(text_of)
    return Exit.INCOMPLETE if failures else Exit.CLEAN
