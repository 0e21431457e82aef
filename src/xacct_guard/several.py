"""SEVERAL: files that belong to different configurations, each checked with its own, in one report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from .config import NAME, find_config
from .errors import XacctGuardError
from .finding import in_order
from .options import Options, from_here
from .picture.together import together
from .run import Run, check
from .verdicts import Report

Group = tuple[Path | None, tuple[Path, ...]]
Check = Callable[[tuple[Path, ...], Options], Run]


def check_several(
    paths: tuple[Path, ...], options: Options, *, whole: bool = False, one: Check = check
) -> Run:
    """Check each path under its nearest configuration, by the verb `one`, and merge the reports.

    With `whole` a path only says which estate is meant: everything below its configuration is checked. Where
    there is no configuration at all, everything here is.
    """
    groups = by_configuration(paths, options)
    if whole:
        groups = _estates(config for config, _ in groups)
    found = options.config is None
    return merged(
        one(those, replace(options, config=config, found=found)) for config, those in groups
    )


def _estates(configs: Iterable[Path | None]) -> tuple[Group, ...]:
    """The estates as wholes; a file of none is passed over where others are configured."""
    configured = tuple((config, ()) for config in configs if config)
    is_loose = not configured and not any(Path().rglob(NAME))
    return ((None, (Path(),)),) if is_loose else configured


def by_configuration(paths: tuple[Path, ...], options: Options) -> tuple[Group, ...]:
    """The paths by configuration. Where there is one only, what lies outside of it goes with it."""
    if options.config is not None or not paths:
        return ((options.config, paths),)
    found: dict[Path | None, list[Path]] = {}
    for path in paths:
        config = find_config(path) if path.exists() else None
        found.setdefault(from_here(config) if config else None, []).append(path)
    configs = [config for config in found if config]
    if len(configs) <= 1:
        config = configs[0] if configs else None
        return ((config, tuple(path for path in paths if not _is_config(path))),)
    return tuple(
        (config, tuple(path for path in those if not _is_config(path)))
        for config, those in found.items()
    )


def _is_config(path: Path) -> bool:
    return path.name == NAME and path.is_file()


def merged(runs: Iterable[Run]) -> Run:
    """One run of several; what more than one says is said once."""
    given = tuple(runs)
    if len(given) == 1:
        return given[0]
    if not given:
        return Run(Report(), nothing=True)
    reports = tuple(run.report for run in given)
    failures = {_said(failure): failure for each in reports for failure in each.failures}
    report = Report(
        findings=in_order(dict.fromkeys(f for each in reports for f in each.findings)),
        pipelines=tuple(dict.fromkeys(p for each in reports for p in each.pipelines)),
        assumptions=tuple(dict.fromkeys(a for each in reports for a in each.assumptions)),
        failures=tuple(failures.values()),
        accounts={id: name for each in reversed(reports) for id, name in each.accounts.items()},
    )
    drawn = [run.picture for run in given if run.picture is not None]
    return Run(
        report,
        picture=together(drawn) if drawn else None,
        nothing=all(run.nothing or run.unchanged for run in given),
        unchanged=all(run.unchanged for run in given),
    )


def _said(failure: XacctGuardError) -> tuple[object, ...]:
    return failure.message, failure.at
