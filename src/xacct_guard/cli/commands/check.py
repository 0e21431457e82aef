"""`xacct-guard check`: the gate."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ... import report
from .. import complaint, exits
from ..file_size import max_file_size
from ..jobs import jobs
from ..settings import Settings, common
from ..sharing import fit_to_share, redact
from ..which_rules import which_rules

if TYPE_CHECKING:
    from ...several import Check

_PATH = click.Path(exists=True, allow_dash=True, path_type=Path)


@click.command(short_help="Find what would fail and what is exposed; one verdict per stage.")
@click.argument("paths", nargs=-1, type=_PATH, metavar="[PATH]...")
@click.option(
    "--fail-on",
    type=click.Choice(exits.LEVELS),
    default="high",
    show_default=True,
    help="Exit with 1 for findings of this severity or a worse one. A stage that would be denied "
    "always counts.",
)
@click.option("--fail-on-unknown", is_flag=True, help="Exit with 1 for a stage that is unknown.")
@click.option(
    "--since",
    metavar="git:REV",
    help="Only what is new since a revision, with everything linked; exit 0 if no file changed.",
)
@click.option(
    "--whole",
    is_flag=True,
    help="Check the whole estates to which the paths belong, whatever these hold (for hooks).",
)
@click.option(
    "--with-cfn-lint",
    is_flag=True,
    help="Also what cfn-lint finds in the templates, as findings of the rule `cfn-lint`.",
)
@which_rules
@click.option(
    "--no-ignores", is_flag=True, help="Report what is suppressed or in the baseline, too."
)
@redact
@max_file_size
@jobs
@common(*sorted(report.names(), key=lambda name: (name != "full", name)))
def command(
    settings: Settings,
    *,
    paths: tuple[Path, ...],
    fail_on: str,
    fail_on_unknown: bool,
    since: str | None,
    whole: bool,
    with_cfn_lint: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    packs: tuple[str, ...],
    no_ignores: bool,
    redact: bool,
    rules: Path | None,
    max_file_size: float,
    jobs: int | None,
) -> int:
    """Read the templates, policies and definitions in PATH (default: here), and judge them.

    A finding is shown with the source it is about. Every pipeline stage gets a verdict: allow,
    deny or unknown.
    """
    from ...options import Options
    from ...several import check_several
    from ..render import rendered

    options = Options(
        config=settings.config,
        select=select,
        ignore=ignore,
        packs=packs,
        no_ignores=no_ignores,
        rules=rules,
        max_file_size=max_file_size,
        with_cfn_lint=with_cfn_lint,
        jobs=jobs,
        drawn=redact or report.any_needs("estate", settings.formats),
    )
    run = check_several(paths, options, whole=whole, one=_verb(since, settings))
    run = fit_to_share(run) if redact else run
    text_of = rendered(
        run.report,
        settings,
        rules,
        fail_on=exits.bar_of(fail_on),
        unknown_fails=fail_on_unknown,
        picture=run.picture,
    )
    settings.deliver(text_of)
    if run.unchanged:
        complaint.line(f"nothing changed since {since}")
    elif run.nothing and not run.report.failures:
        complaint.nothing("check")
    return exits.of_report(
        run.report,
        nothing=run.nothing and not whole and not run.unchanged,
        fail_on=fail_on,
        unknown_fails=fail_on_unknown,
    )


def _verb(since: str | None, settings: Settings) -> Check:
    """The check of one configuration: of everything, or of what is new."""
    if since is None:
        from ...run import check
        from ..progress import Progress

        return partial(check, tell=Progress(sys.stderr, quiet=settings.quiet).count)
    from ...since import check_since

    return partial(check_since, said=since)
