"""`xacct-guard audit`: live accounts, collected into a snapshot, and judged."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ... import report
from .. import complaint, exits
from ..audited import Bar, checked
from ..jobs import jobs
from ..output import Sheet, look_of
from ..settings import Settings, common
from ..sharing import redact
from ..spoken import tell
from ..which_rules import pack

if TYPE_CHECKING:
    from ...collect.access import Accounts
    from ...collect.collect import Outcome
    from ...collect.events import Event, Tell
    from ...collect.target import Plan, Wanted
    from ...snapshot.write import Writer
    from ...spread.workers import Hire
    from ..collected import Collected

_ACCOUNT = re.compile(r"\d{12}")
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d+")
_APART = {
    "--check-only": ("--collect-only", "--resume", "--events"),
    "--collect-only": ("--against", "--cluster", "--redact"),
    "--redact": ("--against",),
}
_FORMATS = tuple(sorted(report.names(), key=lambda name: (name != "full", name)))


@dataclass(frozen=True, slots=True)
class _Reach:
    """What the command line says of whom to ask, and how."""

    profile: str | None
    role_name: str | None
    external_id: str | None
    session_tags: tuple[str, ...]
    accounts: str | None
    regions: str
    max_in_flight: int


@click.command(short_help="Collect live accounts into a snapshot, read-only, and check it.")
@click.option("--profile", metavar="P", help="Credentials and Region of this profile.")
@click.option(
    "--role-name",
    metavar="R",
    help="The role that is taken on in each account but the caller's own, with its path.",
)
@click.option("--external-id", metavar="X", help="The external id that the role's trust asks for.")
@click.option(
    "--session-tag",
    "session_tags",
    multiple=True,
    metavar="KEY=VALUE",
    help="A tag of the session as the role; may be given several times.",
)
@click.option(
    "--accounts",
    metavar="ID,…|organization|configured",
    help="These, all of the organization, or those of the configuration [default: the caller's own].",
)
@click.option(
    "--regions",
    default="enabled",
    show_default=True,
    metavar="R,…|enabled",
    help="These, or all that an account has enabled.",
)
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
    "--max-in-flight",
    type=click.IntRange(1, 100),
    default=4,
    show_default=True,
    metavar="N",
    help="Calls at once for each account and service.",
)
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
    profile: str | None,
    role_name: str | None,
    external_id: str | None,
    session_tags: tuple[str, ...],
    accounts: str | None,
    regions: str,
    save: Path | None,
    resume: bool,
    collect_only: bool,
    check_only: bool,
    strict_collect: bool,
    max_in_flight: int,
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
    follows the report, in the formats full, json and markdown. Drift alone is not a finding: the exit code is
    that of the check, unless --no-new-access asks for more.
    """
    _ensure_fit(save, settings.format)
    hire = _ready(export, against, cluster, jobs)
    reach = _Reach(profile, role_name, external_id, session_tags, accounts, regions, max_in_flight)
    with _file(save) as path:
        if check_only:
            held = _held(path)
        else:
            held = _collected(reach, settings, path, events, resume=resume if save else None)
        if export is not None:
            _export(path, export)
        code: int = exits.Exit.CLEAN
        if collect_only:
            settings.deliver(_summary(held, save))
        else:
            from ...run import Options

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
        raise click.UsageError("--check-only is about a snapshot that is there: name it by --save")
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


def _collected(
    reach: _Reach, settings: Settings, path: Path, events: Path | None, *, resume: bool | None
) -> Collected:
    """Collect into the file, and say how it went. `resume` is None where the file is not kept."""
    from ...collect.target import plan
    from ..collected import collected
    from ..event_log import EventLog
    from ..progress import Progress

    with ExitStack() as stack:
        progress = Progress(sys.stderr, quiet=settings.quiet)
        stack.callback(progress.clear)
        log = stack.enter_context(EventLog(events)) if events else None
        wanted = _wanted(reach, settings)
        tell = _both(progress.tell, log.tell) if log else progress.tell
        accounts = _into(reach)
        planned = plan(wanted, accounts.own())
        writer, kept = _writer(path, reach, go_on=bool(resume))
        stack.enter_context(writer)
        try:
            outcome = _collect(accounts, planned, writer, kept, tell)
        except KeyboardInterrupt:
            from ...collect.events import Event

            tell(Event("interrupted"))
            if resume is not None:
                complaint.line(
                    f"what was collected whole is in `{path}`; `--resume` goes on with it"
                )
            raise
    return collected(path, outcome)


def _into(reach: _Reach) -> Accounts:
    """The ways into the accounts, held to the operations of the tables."""
    from ...collect.access import Accounts
    from ...collect.guard import operations
    from ...collect.limits import Limits
    from ...collect.role import Role
    from ...live import kinds

    tags = dict(_tag(each) for each in reach.session_tags)
    role = Role(reach.role_name, reach.external_id, tags) if reach.role_name else None
    limits = Limits(in_flight=reach.max_in_flight)
    return Accounts(operations(kinds()), limits, reach.profile, role)


def _collect(
    accounts: Accounts, planned: Plan, writer: Writer, kept: frozenset[str], tell: Tell
) -> Outcome:
    from concurrent.futures import ThreadPoolExecutor

    from ...collect.collect import collect
    from ...live import kinds

    with ThreadPoolExecutor(accounts.limits.threads) as executor:
        return collect(accounts, planned, kinds(), writer, executor=executor, tell=tell, kept=kept)


def _writer(path: Path, reach: _Reach, *, go_on: bool) -> tuple[Writer, frozenset[str]]:
    from ...about import version
    from ...collect.collect import now
    from ...snapshot.write import create, resume

    about = {"tool": f"xacct-guard {version()}", "started": now(), "regions": reach.regions}
    return resume(path, about) if go_on else (create(path, about), frozenset())


def _wanted(reach: _Reach, settings: Settings) -> Wanted:
    """The accounts and Regions that are asked for; raises a usage error for what is none."""
    from ...collect.target import ENABLED, ORGANIZATION, Wanted

    regions = (
        None if reach.regions == ENABLED else _each(reach.regions, _REGION, "--regions", ENABLED)
    )
    if reach.accounts is None:
        return Wanted((), regions)
    if reach.accounts == ORGANIZATION:
        return Wanted(None, regions)
    if reach.accounts == "configured":
        names = _configured(settings)
        return Wanted(tuple(names), regions, names)
    return Wanted(_each(reach.accounts, _ACCOUNT, "--accounts", ORGANIZATION), regions)


def _each(said: str, shape: re.Pattern[str], option: str, word: str) -> tuple[str, ...]:
    found = tuple(each.strip() for each in said.split(",") if each.strip())
    wrong = next((each for each in found if not shape.fullmatch(each)), None if found else said)
    if wrong is not None:
        example = "111111111111" if shape is _ACCOUNT else "us-east-1"
        raise click.UsageError(f"{option}: `{wrong}` is neither `{word}` nor like `{example}`")
    return found


def _configured(settings: Settings) -> dict[str, str]:
    """The ids and names of the accounts in the configuration."""
    from ...config import find_config, load_config
    from ...errors import ConfigError

    file = settings.config or find_config(Path.cwd())
    config = load_config(file) if file else None
    named = config.members("accounts") if config else {}
    ids = {node.text_at("id"): name for name, node in named.items()}
    if not ids:
        raise ConfigError(
            "no account is configured", help="name some under `accounts` in xacct-guard.yaml"
        )
    return {id: name for id, name in ids.items() if id}


def _tag(said: str) -> tuple[str, str]:
    key, equals, value = said.partition("=")
    if not key or not equals:
        raise click.UsageError(f"--session-tag: `{said}` is not KEY=VALUE")
    return key, value


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


def _both(one: Tell, other: Tell) -> Tell:
    def tell(event: Event) -> None:
        one(event)
        other(event)

    return tell
