"""`xacct-guard audit`: live accounts, collected into a snapshot, and judged."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ... import report
from .. import exits
from ..audited import Bar, checked
from ..jobs import jobs
from ..output import Sheet, look_of
from ..reach import Reach, reach
from ..settings import Settings, common
from ..sharing import redact
from ..spoken import tell
from ..which_rules import pack

if TYPE_CHECKING:
    from ...spread.workers import Hire
    from ..collected import Collected

_APART = {
    "--check-only": ("--collect-only", "--resume", "--events"),
    "--collect-only": ("--against", "--cluster", "--redact"),
    "--redact": ("--against",),
}
_FORMATS = tuple(sorted(report.names(), key=lambda name: (name != "full", name)))


@click.command(short_help="Collect live accounts into a snapshot, read-only, and check it.")
@reach
@click.option(
    "--save",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Keep the snapshot in a new file, which only its owner may read.",
)
@click.option("--resume", is_flag=True, help="Go on with the snapshot in the file of --save.")
@click.option(
    "--against",
    metavar="PATH",
    help="Tell what is live another way than these templates say, each with a request.",
)
@click.option(
    "--no-new-access",
    is_flag=True,
    help="Exit with 1 where drift adds access, or nobody can tell whether it does.",
)
@click.option("--collect-only", is_flag=True, help="Collect, and check nothing.")
@click.option(
    "--check-only", is_flag=True, help="Check the snapshot in the file of --save, and ask nobody."
)
@click.option("--strict-collect", is_flag=True, help="Exit with 2 if anything could not be read.")
@click.option(
    "--events",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write what happens to a file, as JSON lines.",
)
@click.option(
    "--export",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Write the tables of the snapshot to a new folder, as Parquet (extra `parquet`).",
)
@click.option(
    "--fail-on",
    type=click.Choice(exits.LEVELS),
    default="high",
    show_default=True,
    help="Exit with 1 for findings of this severity or a worse one.",
)
@click.option("--fail-on-unknown", is_flag=True, help="Exit with 1 for a stage that is unknown.")
@redact
@jobs
@click.option(
    "--cluster",
    metavar="tcp://HOST:PORT",
    help="Have a Dask cluster judge the accounts; its workers read the snapshot at the same path (extra "
    "`cluster`).",
)
@pack
@common(*_FORMATS)
def command(
    settings: Settings,
    *,
    reach: Reach,
    save: Path | None,
    resume: bool,
    collect_only: bool,
    check_only: bool,
    strict_collect: bool,
    events: Path | None,
    export: Path | None,
    fail_on: str,
    fail_on_unknown: bool,
    packs: tuple[str, ...],
    against: str | None,
    no_new_access: bool,
    redact: bool,
    jobs: int | None,
    cluster: str | None,
) -> int:
    """Ask live accounts what is there, keep it as a snapshot, and check that as `check` would.

    Only operations that read are ever asked, and no value of a secret, a parameter or a variable is
    kept. What could not be read is told, and what depends on it is unknown.

    With --against (a folder with its xacct-guard.yaml, or a revision, `git:main`) drift from these templates
    follows the report, in the formats full, json, markdown and html. Drift alone is not a finding: the exit
    code is that of the check, unless --no-new-access asks for more.
    """
    _ensure_fit(save, settings.format)
    hire = _ready(export, against, cluster, jobs)
    with _file(save) as path:
        if check_only:
            held = _held(path)
        else:
            from ..collecting import collect_into

            held = collect_into(path, reach, settings, events, resume=resume if save else None)
        if export is not None:
            _export(path, export)
        code: int = exits.Exit.CLEAN
        if collect_only:
            settings.deliver(_summary(held, save))
        else:
            from ...options import Options

            if not check_only:
                _say(held, save, settings)
            code = checked(
                path,
                settings,
                Options(
                    config=settings.config,
                    packs=packs,
                    jobs=jobs,
                    drawn=redact or report.any_needs("estate", settings.formats),
                ),
                bar=Bar(fail_on, fail_on_unknown, no_new_access),
                redact=redact,
                against=against,
                hire=hire,
            )
    incomplete = held.outcome.unreachable or (strict_collect and held.refused)
    return exits.Exit.INCOMPLETE if incomplete else code


def _ensure_fit(save: Path | None, format: str) -> None:
    """Raise a usage error for options that do not go together."""
    context = click.get_current_context()
    options = {option.opts[0]: option.name for option in context.command.params}
    given = {said for said, name in options.items() if name and context.params.get(name)}
    for name, others in _APART.items():
        for other in others:
            if {name, other} <= given:
                raise click.UsageError(f"{name} has no use for {other}: leave one of them out")
    if "--check-only" in given and (save is None or not save.is_file()):
        lack = "name it by --save" if save is None else f"there is no file `{save}`"
        raise click.UsageError(f"--check-only is about a snapshot that is there: {lack}")
    if "--resume" in given and save is None:
        raise click.UsageError("--resume goes on with a file: name it by --save")
    if "--collect-only" in given and format not in ("full", "json"):
        raise click.UsageError("--collect-only prints full or json: there is nothing to report yet")
    if "--no-new-access" in given and "--against" not in given:
        raise click.UsageError("--no-new-access is about drift: say --against which templates")


def _ready(
    export: Path | None, against: str | None, cluster: str | None, jobs: int | None
) -> Hire | None:
    """Who judges; raises, before hours of collecting, where what comes after them could not be done."""
    if export is not None:
        from ...parquet import ready

        ready(export)
    if against is not None:
        from ...version import ensure_named

        ensure_named(against)
    if cluster is None:
        return None
    if jobs is not None:
        raise click.UsageError(
            "--cluster says who judges, and so does --jobs: leave one of them out"
        )
    from ...spread.cluster import ensure_usable, on_cluster

    ensure_usable(cluster)
    return partial(on_cluster, cluster)


def _held(path: Path) -> Collected:
    """What is in a snapshot for which nothing was asked."""
    from ...collect.collect import Outcome
    from ..collected import collected

    return collected(path, Outcome())


def _export(path: Path, folder: Path) -> None:
    """Write the snapshot's tables, and all the statements that are in force in it."""
    from ...config import empty_config
    from ...graph.link import link
    from ...load import load
    from ...parquet import export

    estate = load(empty_config(path.parent), (path,))
    export(path, replace(link(estate.parts), accounts=estate.accounts), folder)


@contextmanager
def _file(save: Path | None) -> Iterator[Path]:
    """The file that was named, or one that is gone afterwards."""
    if save is not None:
        yield save
        return
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="xacct-guard-") as folder:
        yield Path(folder) / "live.snapshot"


def _summary(held: Collected, save: Path | None) -> Callable[[str, Sheet], str]:
    from ..collected import as_json, in_words

    def text_of(format: str, _: Sheet) -> str:
        return as_json(held, save) if format == "json" else in_words(held, save)

    return text_of


def _say(held: Collected, save: Path | None, settings: Settings) -> None:
    """The summary, beside the report."""
    if settings.quiet and not held.missing:
        return
    tell(_summary(held, save)("full", look_of(sys.stderr)))
