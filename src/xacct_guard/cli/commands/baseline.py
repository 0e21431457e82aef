"""`xacct-guard baseline`: accept today's findings, so that a gate hears new ones alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...whole_file import save
from .. import complaint
from ..exits import Exit
from ..output import Sheet
from ..settings import Settings, common
from ..which_rules import pack
from ..which_rules import rules as own_rules

if TYPE_CHECKING:
    from ...run import Taken

_PATH = click.Path(exists=True, allow_dash=True, path_type=Path)


@click.command(short_help="Accept today's findings, by rule and logical place.")
@click.argument("what", type=click.Choice(("create", "update")), metavar="create|update")
@click.argument("paths", nargs=-1, type=_PATH, metavar="[PATH]...")
@pack
@own_rules
@common("full", "json")
def command(
    settings: Settings,
    *,
    what: str,
    paths: tuple[Path, ...],
    packs: tuple[str, ...],
    rules: Path | None,
) -> int:
    """Write the baseline beside the configuration: what `check` finds today counts for nothing from then on.

    `create` makes one where there is none; `update` takes the new findings in and drops what has been mended.
    What is ignored with a reason stays out of it.
    """
    from ...options import Options
    from ...run import baseline
    from ..render import failures_in_words

    options = Options(config=settings.config, packs=packs, rules=rules)
    taken = baseline(paths, options)
    if taken.failures:
        settings.deliver(lambda _, sheet: failures_in_words(taken.failures, sheet))
        complaint.line("no baseline was written: what could not be read may hold findings")
        return Exit.INCOMPLETE
    if what == "create" and taken.file.exists():
        complaint.line(f"`{taken.file}` is there already: `baseline update` renews it")
        return Exit.INCOMPLETE
    save(taken.file, taken.after.text)
    settings.deliver(lambda format, sheet: _told(taken, format, sheet))
    return Exit.CLEAN


def _told(taken: Taken, format: str, sheet: Sheet) -> str:
    added, gone = taken.after.counts - taken.before.counts, taken.before.counts - taken.after.counts
    if format == "json":
        import json

        members = {
            "version": 1,
            "file": str(taken.file),
            "findings": taken.after.counts.total(),
            "added": added.total(),
            "mended": gone.total(),
        }
        return json.dumps(members, indent=2) + "\n"
    paint, _ = sheet
    total = paint("strong", f"{taken.after.counts.total()} findings accepted")
    return f"{total} ({added.total()} new, {gone.total()} gone) in {taken.file}\n"
