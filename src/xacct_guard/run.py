"""The program on one page: read, load, link, trace, decide, judge; what comes of it is a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from . import cfn_lint
from .config import Config, empty_config
from .errors import RuleError, XacctGuardError
from .finding import Asked, Finding, in_order
from .graph.access_graph import AccessGraph
from .load import Estate, load
from .load.documents import Documents
from .load.linked import linked
from .options import Options, bench_of, config_of, within
from .picture import Picture, picture_of
from .span import Node
from .trace import AccessPath, trace
from .verdicts import Assumption, Report
from .words import verdicts
from .worlds import Supposed, World, merged_failures, merged_findings, merged_paths, worlds

__all__ = [
    "Judgement",
    "Model",
    "Options",
    "Run",
    "Taken",
    "alone",
    "answer_of",
    "baseline",
    "check",
    "checked",
    "config_of",
    "followed",
    "judged",
    "judged_model",
    "model_of",
    "run_of",
    "simulate",
    "untraced",
    "within",
]

T = TypeVar("T")

if TYPE_CHECKING:
    from .rule import Facts, Rule
    from .rule.baseline import Baseline
    from .spread import Tell
    from .spread.workers import Hire


@dataclass(frozen=True, slots=True)
class Run:
    """A run's report; `nothing` when there was nothing to check, `unchanged` when nothing is new to it.

    `picture` is that of the estate, where the options want one.
    """

    report: Report
    nothing: bool = False
    unchanged: bool = False
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """The estate as loaded, linked and traced, before anybody judges it.

    Where conditions of templates are open, `worlds` are the ways they can turn out, and `paths` what is
    the same in all of them; `failures` is what could not be done in any.
    """

    config: Config
    estate: Estate
    graph: AccessGraph
    paths: tuple[AccessPath, ...] = field(default=())
    worlds: tuple[World, ...] = ()
    failures: tuple[XacctGuardError, ...] = ()
    documents: tuple[Node, ...] = ()


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


def answer_of(
    paths: tuple[Path, ...],
    options: Options,
    about: Iterable[str],
    question: Callable[[AccessGraph], T],
) -> tuple[T, Model]:
    """The answer to a question about these, and the estate that it was asked of.

    Of a snapshot it opens what the question comes across, and leaves the rest unread.
    """
    from .spread import Job, is_for
    from .spread.narrow import answered

    job = Job(paths, options)
    if not is_for(job):
        model = model_of(paths, options)
        return question(model.graph), model
    found = answered(job, about, question)
    return found.answer, Model(found.config, found.estate, found.graph, failures=found.failures)


def followed(paths: tuple[Path, ...], options: Options) -> Model:
    """The estate and its paths; of a snapshot every principal is read when it is asked for, and not held."""
    from .spread import Job, is_for, survey_of

    job = Job(paths, options)
    if not is_for(job):
        return model_of(paths, options)
    survey = survey_of(job)
    failures = (*survey.estate.failures, *survey.principals.failures)
    return Model(survey.config, survey.estate, survey.graph, survey.paths, failures=failures)


def simulate(paths: tuple[Path, ...], options: Options) -> Run:
    """As `check`, with nothing judged: the paths and their verdicts alone."""
    try:
        model = followed(paths, options)
    except XacctGuardError as error:
        return Run(Report(failures=(error,)))
    return run_of(model, options, Judgement())


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
    findings = in_order((*settled, *last))
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


def model_of(
    paths: tuple[Path, ...], options: Options, documents: Documents | None = None
) -> Model:
    """The estate, linked into a graph and traced; `documents` where some are to be read as other texts."""
    config, documents = config_of(paths, options), documents or Documents(options.max_file_size)
    make = partial(_world, config, within(paths, config), documents)
    first = make({})
    every = worlds(first, make)
    failures = merged_failures(first, every)
    return Model(
        config, first.estate, first.graph, merged_paths(every), every, failures, documents.read
    )


def untraced(paths: tuple[Path, ...], options: Options, *, with_snapshots: bool = True) -> Model:
    """The estate, linked into a graph, and no path followed. What hangs on open conditions is left open."""
    config = config_of(paths, options)
    return _untraced(config, within(paths, config), options, with_snapshots=with_snapshots)


def alone(file: Path, options: Options) -> Model:
    """The same of one file, whatever configuration lies beside it: of a snapshot, what is live and no more."""
    return _untraced(empty_config(file), (file,), options, with_snapshots=True)


def _untraced(
    config: Config, paths: tuple[Path, ...], options: Options, *, with_snapshots: bool
) -> Model:
    documents = Documents(options.max_file_size)
    estate = load(config, paths, documents, with_snapshots=with_snapshots)
    failures, graph = estate.failures, linked(estate)
    return Model(config, estate, graph, failures=failures, documents=documents.read)


def _world(
    config: Config, paths: tuple[Path, ...], documents: Documents, supposed: Supposed
) -> World:
    estate = load(config, paths, documents, supposed)
    graph = linked(estate)
    return World(supposed, estate, graph, trace(graph))


def _asked(paths: tuple[AccessPath, ...], options: Options) -> tuple[AccessPath, ...]:
    """The paths that `simulate` was asked for; all of them without a wish."""

    def wanted(path: AccessPath) -> bool:
        pairs = (
            (options.pipeline, path.pipeline.name),
            (options.stage, path.stage.name),
            (options.action, path.action.name),
        )
        return all(wish in (None, name) for wish, name in pairs)

    return tuple(filter(wanted, paths))


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
