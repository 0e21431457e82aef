"""SINCE: what a change brought, with everything linked; what was there before is left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from .config import Config
from .errors import XacctGuardError
from .finding import Asked, Finding
from .model import Model, model_of
from .options import Options, config_of, within
from .past import folders_of, laid_out
from .revision import Revision, revision
from .run import Judgement, Run, judged, run_of
from .verdicts import Assumption, Report

_BEFORE = "there before"


@dataclass(frozen=True, slots=True)
class Before:
    """What a check found in an earlier revision.

    `counts` says how often each rule found something at each place, `asked` which denied requests that
    explained; `denied` are all requests that were denied; `is_whole` is whether everything could be judged.
    """

    counts: Counter[tuple[str, str]]
    asked: dict[tuple[str, str], set[Asked]]
    denied: frozenset[Asked] = frozenset()
    is_whole: bool = True


def check_since(paths: tuple[Path, ...], options: Options, said: str) -> Run:
    """As `check`, with the findings that were there in the revision `said` (`git:REV`) left out.

    A stage that is denied for nothing new counts as accepted. `unchanged` where the files are what they were.
    """
    try:
        return _since(paths, options, said)
    except XacctGuardError as error:
        return Run(Report(failures=(error,)))


def _since(paths: tuple[Path, ...], options: Options, said: str) -> Run:
    config = config_of(paths, options)
    given = within(paths, config)
    then = revision(said, config.root)
    folders = tuple(folders_of(given, config, then))
    if then.is_unchanged(folders):
        return Run(Report(), unchanged=True)
    model = model_of(paths, options)
    before = _before(then, folders, given, config, options)
    run = run_of(model, options, brought(model, judged(model, options), before, config.root))
    return run if before.is_whole else replace(run, report=_with_doubt(run.report, said))


def brought(model: Model, judgement: Judgement, before: Before, root: Path) -> Judgement:
    """What is found now and was not before, and the denials that are nothing new."""
    from .rule.baseline import key_of
    from .rule.places import Places
    from .rule.settle import accepted

    places, left = Places(model.graph, root), Counter(before.counts)
    every: list[Finding] = []
    for finding in judgement.findings:
        key = key_of(finding, places)
        is_old = left[key] > 0 and before.asked[key].issuperset(finding.explains)
        left[key] -= is_old
        every.append(replace(finding, suppressed=_BEFORE) if is_old else finding)
    news = tuple(finding for finding in every if finding.suppressed != _BEFORE)
    explained = {asked for f in news if f.suppressed is None for asked in f.explains}
    old = (before.denied & _denied(model)) - explained
    return Judgement(news, accepted(every) | old, judgement.failures)


def _before(
    then: Revision, folders: Iterable[Path], given: Iterable[Path], config: Config, options: Options
) -> Before:
    """The same check of the files as they were, in a folder of the same name."""
    with laid_out(then, folders, given, options.config or config.root) as past:
        if not past.paths:
            return Before(Counter(), defaultdict(set))
        root = past.top / then.within(config.root)
        return _found(past.paths, replace(options, config=past.config, top=past.top), root)


def _found(paths: tuple[Path, ...], options: Options, root: Path) -> Before:
    from .rule.baseline import key_of
    from .rule.places import Places

    try:
        model = model_of(paths, options)
        judgement = judged(model, options)
    except XacctGuardError:
        return Before(Counter(), defaultdict(set), is_whole=False)
    places = Places(model.graph, root)
    asked: dict[tuple[str, str], set[Asked]] = defaultdict(set)
    counts: Counter[tuple[str, str]] = Counter()
    for finding in judgement.findings:
        if finding.suppressed is None:
            key = key_of(finding, places)
            counts[key] += 1
            asked[key].update(finding.explains)
    is_whole = not model.failures and not judgement.failures
    return Before(counts, asked, _denied(model), is_whole)


def _denied(model: Model) -> frozenset[Asked]:
    return frozenset(
        hop.asked for path in model.paths for hop in path.hops if hop.decision.verdict.denied
    )


def _with_doubt(report: Report, said: str) -> Report:
    doubt = Assumption(
        f"what was found at `{said}`",
        "nothing where it could not be read or judged",
        "it is broken there",
    )
    return replace(report, assumptions=(*report.assumptions, doubt))
