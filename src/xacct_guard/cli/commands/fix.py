"""`xacct-guard fix`: apply the fixes of what is found, and judge the files again before writing them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from .. import complaint, exits
from ..file_size import max_file_size
from ..output import Sheet
from ..settings import Settings, common
from ..which_rules import which_rules

_PATH = click.Path(exists=True, path_type=Path)


@click.command(short_help="Mend what is found in the templates, keeping comments and layout.")
@click.argument("paths", nargs=-1, type=_PATH, metavar="[PATH]...")
@click.option("--diff", is_flag=True, help="Print what would change as a patch, and write nothing.")
@click.option(
    "--unsafe",
    is_flag=True,
    help="Also changes that allow more than before, such as what a denied stage needs.",
)
@click.option(
    "--fail-on",
    type=click.Choice(exits.LEVELS),
    default="high",
    show_default=True,
    help="Exit with 1 if a finding of this severity or a worse one is left.",
)
@which_rules
@max_file_size
@common("text", "json")
def command(
    settings: Settings,
    *,
    paths: tuple[Path, ...],
    diff: bool,
    unsafe: bool,
    fail_on: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    packs: tuple[str, ...],
    rules: Path | None,
    max_file_size: float,
) -> int:
    """Change the templates, policies and definitions in PATH (default: here) so that findings go away.

    Nothing outside of what a change is about is touched, comments included. A change that would not silence
    its finding, or would bring another one or deny a request, is not made, and you are told why. The exit
    code is that of `check` afterwards.
    """
    from ...mend import mend, write
    from ...options import Options
    from ...several import by_configuration, merged
    from ..telling.mended import as_json, as_patch, as_text, failures_told

    options = Options(
        config=settings.config,
        select=select,
        ignore=ignore,
        packs=packs,
        rules=rules,
        max_file_size=max_file_size,
    )
    done = [
        mend(
            those,
            replace(options, config=config, found=settings.config is None),
            unsafe=unsafe,
            for_review=diff,
        )
        for config, those in by_configuration(paths, options)
    ]
    if not diff:
        for each in done:
            write(each)

    def text_of(format: str, _sheet: Sheet) -> str:
        if format == "json":
            return as_json(done, is_written=not diff)
        return as_patch(done) if diff else as_text(done, quiet=settings.quiet)

    settings.deliver(text_of)
    if diff and settings.format == "text" and not settings.quiet:
        complaint.lines(as_text(done, quiet=False, would=True))
    run = merged(each.run for each in done)
    failures_told(run)
    if run.nothing and not run.report.failures:
        complaint.nothing("fix")
    return exits.of_report(run.report, nothing=run.nothing, fail_on=fail_on)
