"""`check`: a report of what would fail and what is exposed; `render`: its text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from .. import report as formats
from ..errors import ConfigError
from ..load.documents import LARGEST
from ..options import Options
from ..rendering import rendered
from ..run import checked
from ..several import check_several
from ..since import check_since
from ..verdicts import Report
from .given import Place, names_of, path_of, paths_of


def check(
    *paths: Place,
    config: Place | None = None,
    packs: str | Iterable[str] = (),
    select: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
    no_ignores: bool = False,
    rules: Place | None = None,
    since: str | None = None,
    with_cfn_lint: bool = False,
    max_file_size: float = LARGEST,
    jobs: int | None = 1,
    today: date | None = None,
) -> Report:
    """Read templates, policies, definitions and snapshots, follow every pipeline, and judge what is found.

    >>> from xacct_guard import check
    >>> report = check("as-published", select="service-role-trusts-foreign-account")
    >>> [stage.verdict for stage in report.stages]
    ['deny', 'deny', 'deny', 'deny']
    >>> report.findings[0].severity, report.fails("high")
    (<Severity.CRITICAL: 'critical'>, True)

    Args:
        paths: files and folders; none: what the configuration names, or this folder.
        config: the configuration; None: the nearest `xacct-guard.yaml` upward of each path.
        packs: policy packs (`baseline`, `strict`, `audit`, or a `.toml` file) instead of the configuration's.
        select: rules that look; none named: all of the pack.
        ignore: rules that do not.
        no_ignores: also report what somebody suppressed, or what is in the baseline, as open.
        rules: a folder with rules of your own; they are Python and will be run.
        since: a revision (`git:main`): only what is new since then.
        with_cfn_lint: also what cfn-lint finds in the templates.
        max_file_size: the largest file that is read, in MB (2**20 bytes).
        jobs: processes that judge the accounts of a snapshot; None: one for each core where that pays.
            More than one asks for `if __name__ == "__main__":` in a script.
        today: the day that ignores with a last day are held against; None: today.

    Returns:
        A `Report`: `findings` in order of place, one `pipelines` entry for each pipeline and flow,
        `assumptions` that were made, and `failures`: what could not be read, and rules that crashed.
        `report.fails()` says what the exit code 1 of the command says.

    Raises:
        XacctGuardError: the configuration, a pack or a revision is none, or names a rule that is not there.

    Source: the pages that each hop names in `source`, and each rule on its page (`xacct-guard explain RULE`).

    """
    options = Options(
        config=path_of(config),
        packs=names_of(packs),
        select=names_of(select),
        ignore=names_of(ignore),
        no_ignores=no_ignores,
        rules=path_of(rules),
        with_cfn_lint=with_cfn_lint,
        max_file_size=max_file_size,
        jobs=jobs,
        today=today or date.today(),
    )
    one = checked if since is None else partial(check_since, said=since)
    return check_several(paths_of(paths), options, one=one).report


def render(report: Report, format: str = "full", *, width: int = 100, verbose: bool = False) -> str:
    """The text of a report in one of the formats of `xacct-guard check --format`.

    >>> from xacct_guard import check, render
    >>> report = check("corrected")
    >>> print(render(report, "concise"), end="")
    no findings; 4 stages (4 allow)

    Args:
        report: what `check` gave.
        format: `full`, `concise`, `json`, `sarif`, `junit`, `github`, `gitlab`, `markdown`, …
        width: characters in a line, where the format has lines that are broken.
        verbose: everything there is to say.

    Returns:
        The text, without colours; it ends with a line end.

    Raises:
        XacctGuardError: there is no format of this name.

    Source: `xacct-guard schema report` for `json`; the others as those who read them document them.

    """
    if format not in formats.names():
        known = ", ".join(f"`{name}`" for name in formats.names())
        raise ConfigError(f"there is no format `{format}`", help=f"one of {known}")
    options = formats.Options(
        width=width, verbose=verbose, root=Path.cwd(), fail_on=None, now=datetime.now(UTC)
    )
    return rendered(report, format, options)
