"""Access paths put into words: what a report may print without knowing what a policy is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from ..finding import Asked, Evidence
from ..iam.decision import Decision, LayerOutcome, Miss, Verdict
from ..iam.policy import Effect, Statement
from ..iam.symbol import shown
from ..iam.truth import Truth
from ..trace import AccessPath, Hop
from ..verdicts import ActionVerdict, HopVerdict, PipelineVerdict, StageVerdict
from .kinds import KINDS


def verdicts(
    paths: Iterable[AccessPath], accepted: frozenset[Asked] = frozenset()
) -> tuple[PipelineVerdict, ...]:
    """The verdict of every pipeline, stage and pipeline action, in the order of the paths.

    A stage of which all denied requests are `accepted` is accepted itself.
    """
    return tuple(
        _pipeline(tuple(of_one), accepted)
        for _, of_one in groupby(paths, key=lambda path: path.pipeline.place)
    )


def _pipeline(paths: tuple[AccessPath, ...], accepted: frozenset[Asked]) -> PipelineVerdict:
    pipeline = paths[0].pipeline
    stages = tuple(
        _stage(tuple(of_one), accepted)
        for _, of_one in groupby(paths, key=lambda path: path.stage.name)
    )
    return PipelineVerdict(
        name=shown(pipeline.name),
        account=shown(pipeline.account),
        region=shown(pipeline.region),
        verdict=_worst(stage.verdict for stage in stages),
        stages=stages,
    )


def _stage(paths: tuple[AccessPath, ...], accepted: frozenset[Asked]) -> StageVerdict:
    actions = tuple(map(_action, paths))
    denied = {hop.asked for path in paths for hop in path.hops if hop.decision.verdict.denied}
    return StageVerdict(
        shown(paths[0].stage.name),
        _worst(action.verdict for action in actions),
        actions,
        accepted=bool(denied) and denied <= accepted,
    )


def _action(path: AccessPath) -> ActionVerdict:
    return ActionVerdict(
        name=shown(path.action.name),
        provider=path.action.provider,
        verdict="deny" if path.verdict.denied else path.verdict.value,
        hops=tuple(map(hop_in_words, path.hops)),
        optional=tuple(map(hop_in_words, path.optional)),
    )


def _worst(verdicts: Iterable[str]) -> str:
    seen = set(verdicts)
    return next((verdict for verdict in ("deny", "unknown") if verdict in seen), "allow")


def hop_in_words(hop: Hop) -> HopVerdict:
    """One hop, its ARNs shown, its decision explained."""
    step, decision = hop.step, hop.decision
    return HopVerdict(
        step=shown(step.says),
        principal=shown(step.principal),
        action=shown(step.action),
        resource=shown(step.resource),
        account=shown(step.account),
        region=shown(step.region),
        via=shown(hop.via) if hop.via else None,
        verdict=decision.verdict.value,
        denied_by=decision.denied_by.value if decision.denied_by else None,
        because=decision.reason,
        depends_on=tuple(map(shown, decision.depends_on)),
        evidence=evidence_of(decision) or _asked_at(hop),
        source=decision.page or step.page.address,
        confidence=step.page.ground.value,
        key=shown(step.key) if step.key else None,
        owner=shown(decision.request.resource_account or "") or None,
        refused_by=decision.refused_by,
        vpc=shown(hop.vpc) if hop.vpc else None,
    )


def _asked_at(hop: Hop) -> tuple[Evidence, ...]:
    """Where no statement decides, the place that makes the request."""
    refused = hop.decision.verdict.denied and not hop.decision.outcomes
    return (Evidence(hop.step.span, "this makes the request"),) if refused else ()


def evidence_of(decision: Decision) -> tuple[Evidence, ...]:
    """The places that decide: the statements that apply, and where one that is missing came closest."""
    return tuple(e for outcome in decision.outcomes for e in _of_layer(outcome, decision))


def _of_layer(outcome: LayerOutcome, decision: Decision) -> Iterator[Evidence]:
    for statement in outcome.deciding:
        yield Evidence(statement.span, _says(outcome, statement))
    silent = outcome.allows is not Truth.YES and decision.verdict is not Verdict.ALLOW
    miss = outcome.nearest
    if miss is not None and silent and not outcome.deciding and is_near(miss):
        said = f"{_named(outcome)} comes closest, but its {miss.element} says"
        yield Evidence(miss.span, f"{said} `{shown(miss.wanted)}`, not `{shown(miss.got)}`")


def _says(outcome: LayerOutcome, statement: Statement) -> str:
    verb = "denies" if statement.effect is Effect.DENY else "allows"
    truth = outcome.denies if statement.effect is Effect.DENY else outcome.allows
    maybe = "" if truth is Truth.YES else "may be: "
    return f"{maybe}{_named(outcome)} {verb} it"


def _named(outcome: LayerOutcome) -> str:
    """The policy by its kind and name, each said once."""
    kind = KINDS[outcome.kind]
    return outcome.name if kind in outcome.name else f"{kind} {outcome.name}".strip()


def is_near(miss: Miss) -> bool:
    """A statement about another service did not come close, even if it came closest.

    The same operation under another prefix did: services have been given new names (`codestar-connections`).
    """
    service, _, operation = miss.got.lower().partition(":")
    wanted = miss.wanted.lower()
    is_about_it = wanted.startswith((f"{service}:", "*")) or wanted.endswith(f":{operation}")
    return miss.element != "Action" or is_about_it
