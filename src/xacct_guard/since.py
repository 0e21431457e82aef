"""SINCE: what a change brought, with everything linked; what was there before is left out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from .check import Judgement, Model, Options, Run, config_of, judged, model_of, run_of, within
from .config import NAME, Config, find_config
from .errors import XacctGuardError
from .finding import Asked, Finding
from .revision import Revision, revision
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
    folders = tuple(_folders(given, config, then))
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
    with TemporaryDirectory(prefix="xacct-guard-") as temporary:
        top = Path(temporary).resolve() / (then.top.name or "repository")
        top.mkdir()
        then.write(folders, top)
        paths = tuple(at for path in given if (at := top / then.within(path)).exists())
        if not paths:
            return Before(Counter(), defaultdict(set))
        start = top / then.within(options.config or config.root)
        return _found(
            paths, replace(options, config=_config_in(top, start)), top / then.within(config.root)
        )


def _config_in(top: Path, start: Path) -> Path:
    """The configuration that held then; one that says nothing where there was none."""
    near = start if start.exists() else start.parent
    found = start if start.is_file() else find_config(near) if near.exists() else None
    if found is not None and found.is_relative_to(top):
        return found
    (top / NAME).write_text("{}\n", encoding="utf-8")
    return top / NAME


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


def _folders(given: Iterable[Path], config: Config, then: Revision) -> Iterator[Path]:
    """The folders in question: those given, the configuration's, and what it names outside of these."""
    yield from given
    root = config.root if config.root.is_dir() else config.root.parent
    yield root
    for node in config.node.walk():
        named = config.path(node) if node.text and ".." in node.text else None
        if named is not None and named.exists() and named.resolve().is_relative_to(then.top):
            yield named
    source = Path(config.node.span.source.name)
    if source.is_file():
        yield source


def _with_doubt(report: Report, said: str) -> Report:
    doubt = Assumption(
        f"what was found at `{said}`",
        "nothing where it could not be read or judged",
        "it is broken there",
    )
    return replace(report, assumptions=(*report.assumptions, doubt))
