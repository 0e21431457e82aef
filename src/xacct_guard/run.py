"""The program on one page: the estate is judged, and what comes of it is a report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from . import cfn_lint
from .closest import closest
from .errors import RuleError, XacctGuardError
from .finding import Asked, Finding, in_order
from .model import Model, followed, model_of
from .options import Options, bench_of
from .picture import Picture, picture_of
from .trace import AccessPath
from .verdicts import Assumption, Report
from .words import verdicts
from .worlds import merged_findings

__all__ = [
    "Judgement",
    "Model",
    "Options",
    "Run",
    "Taken",
    "baseline",
    "check",
    "checked",
    "judged",
    "judged_model",
    "model_of",
    "run_of",
    "simulate",
]

if TYPE_CHECKING:
    from .rule import Facts, Rule
    from .rule.baseline import Baseline
    from .spread import Tell
    from .spread.workers import Hire


@dataclass(frozen=True, slots=True)
class Run:
    """A run's report; `nothing` when there was nothing to check, `unchanged` when nothing is new to it.

    `picture` is that of the estate, where the options want one. `missed` says what it was asked for and
    has not, and what it has.
    """

    report: Report
    nothing: bool = False
    unchanged: bool = False
    picture: Picture | None = None
    missed: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules found, the denied requests that are accepted, and what could not be judged."""

    findings: tuple[Finding, ...] = ()
    accepted: frozenset[Asked] = frozenset()
    failures: tuple[XacctGuardError, ...] = ()


def check(
    paths: tuple[Path, ...],
    options: Options,
    hire: Hire | None = None,
    tell: Tell | None = None,
) -> Run:
    """Load what the paths and the configuration name, follow every pipeline, and judge it.

    `hire` gives the executor that judges a snapshot: without it `options.jobs` processes do. `tell` is told
    how many of its accounts are done.
    """
    try:
        return checked(paths, options, hire, tell)
    except XacctGuardError as error:
        return Run(Report(failures=(error,)))


def checked(
    paths: tuple[Path, ...],
    options: Options,
    hire: Hire | None = None,
    tell: Tell | None = None,
) -> Run:
    """As `check`; raises the errors of a configuration or of options that cannot be."""
    model, judgement = judged_model(paths, options, hire, tell)
    return run_of(model, options, judgement)


def judged_model(
    paths: tuple[Path, ...],
    options: Options,
    hire: Hire | None = None,
    tell: Tell | None = None,
) -> tuple[Model, Judgement]:
    """The estate, and what the rules say of it: of a snapshot account by account, of the rest as a whole."""
    from .spread import Job, forget, is_for, judged_apart, survey_of
    from .spread.workers import processes

    job = Job(paths, options)
    if not is_for(job):
        model = model_of(paths, options)
        return model, judged(model, options)
    forget()
    survey = survey_of(job)
    model = Model(
        survey.config, survey.estate, survey.graph, survey.paths, failures=survey.estate.failures
    )
    with (hire or processes)(job) as executor:
        return model, Judgement(*judged_apart(job, executor, tell))


def simulate(paths: tuple[Path, ...], options: Options) -> Run:
    """As `check`, with nothing judged: the paths and their verdicts alone."""
    try:
        model = followed(paths, options)
    except XacctGuardError as error:
        return Run(Report(failures=(error,)))
    return replace(run_of(model, options, Judgement()), missed=_missed(model.paths, options))


@dataclass(frozen=True, slots=True)
class Taken:
    """A baseline as it is in its file, and as it would be with what is found today."""

    file: Path
    before: Baseline
    after: Baseline
    failures: tuple[XacctGuardError, ...]


def baseline(paths: tuple[Path, ...], options: Options) -> Taken:
    """The baseline that accepts what is found today. Raises the errors of a configuration that is none."""
    from .rule.baseline import baseline_of, file_of, load_baseline
    from .rule.places import Places

    model, judgement = judged_model(paths, options)
    file, places = file_of(model.config), Places(model.graph, model.config.root)
    return Taken(
        file,
        load_baseline(file),
        baseline_of(judgement.findings, places),
        (*model.failures, *judgement.failures),
    )


def run_of(model: Model, options: Options, judgement: Judgement) -> Run:
    """The report of a model and what was judged of it."""
    report = Report(
        findings=judgement.findings,
        pipelines=verdicts(_asked(model.paths, options), judgement.accepted),
        assumptions=_assumptions(model),
        failures=(*model.failures, *judgement.failures),
        accounts={id: account.name for id, account in model.graph.accounts.items()},
    )
    picture = picture_of(model.graph, model.paths) if options.drawn else None
    return Run(report, nothing=model.estate.nothing, picture=picture)


def judged(model: Model, options: Options) -> Judgement:
    """What the rules find in every world, as severe as it is taken here, and what of it is accepted."""
    from .rule.facts import Facts
    from .rule.ignores import ignores
    from .rule.places import Places
    from .rule.settle import accepted

    bench = bench_of(model.config, options, model.estate.resolve)
    places = Places(model.graph, model.config.root)
    facts = tuple(Facts(each.graph, each.paths, bench.required) for each in model.worlds)
    found, crashed = _in_every_world(model, facts, bench.choice.ordinary)
    heard = bench.weigh((*found, *_opinions(model, options)), places)
    written = ignores(model.documents, model.graph, model.config)
    settled, done = bench.settle(heard, written, places)
    last, failed = bench.last(facts[0], done, places, {cfn_lint.RULE: options.with_cfn_lint})
    findings = bench.accept((*settled, *last), places)
    return Judgement(findings, accepted(findings), (*bench.broken, *crashed, *failed))


def _opinions(model: Model, options: Options) -> tuple[Finding, ...]:
    """What another linter finds in the templates, where that is wanted."""
    if not options.with_cfn_lint:
        return ()
    regions = (
        region.text or ""
        for account in model.config.members("accounts").values()
        if (listed := account.get("regions"))
        for region in listed.items
    )
    return cfn_lint.opinions(model.documents, regions)


def _in_every_world(
    model: Model, facts: tuple[Facts, ...], rules: tuple[Rule, ...]
) -> tuple[tuple[Finding, ...], tuple[RuleError, ...]]:
    """What the rules find in each world, merged, and the rules that crashed in any."""
    from .rule.judge import judge

    given = tuple(judge(each, rules) for each in facts)
    supposed = (each.supposed for each in model.worlds)
    findings = in_order(merged_findings(zip(supposed, (found for found, _ in given), strict=True)))
    crashed = {str(each): each for _, those in given for each in those}.values()
    return findings, tuple(crashed)


def _asked(paths: tuple[AccessPath, ...], options: Options) -> tuple[AccessPath, ...]:
    """The paths that `simulate` was asked for; all of them without a wish."""

    def wanted(path: AccessPath) -> bool:
        wishes = zip(_wishes(options).values(), _names(path), strict=True)
        return all(wish in (None, name) for wish, name in wishes)

    return tuple(filter(wanted, paths))


def _wishes(options: Options) -> dict[str, str | None]:
    return {"pipeline": options.pipeline, "stage": options.stage, "action": options.action}


def _names(path: AccessPath) -> tuple[str, str, str]:
    return path.pipeline.name, path.stage.name, path.action.name


def _missed(paths: tuple[AccessPath, ...], options: Options) -> str:
    """The first wish that nothing has the name of, beside those before it, and what may be meant."""
    for at, (what, wish) in enumerate(_wishes(options).items()):
        names = dict.fromkeys(_names(path)[at] for path in paths)
        if wish is not None and names and wish not in names:
            help = closest(wish, names)
            return f"no {what} is called `{wish}`" + (f", {help}" if help else "")
        paths = tuple(path for path in paths if wish in (None, _names(path)[at]))
    return ""


def _assumptions(model: Model) -> tuple[Assumption, ...]:
    """What was taken for granted: control policies that nobody gave, what nobody configured."""
    accounts = model.graph.accounts.values()
    kinds = (
        ("service control policies", [a for a in accounts if a.scps is None]),
        ("resource control policies", [a for a in accounts if a.rcps is None]),
    )
    missing = (
        Assumption(f"{words} of {', '.join(a.name for a in those)}", "none", "not given")
        for words, those in kinds
        if those
    )
    return (*missing, *model.estate.assumptions)
