"""TRACE: the graph is walked to access paths. Who asks for what, in order, and would AWS allow it?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from . import catalogue
from .actions import (
    CROSS_ACCOUNT,
    SERVICE_ROLE,
    ActionRun,
    Started,
    provider_of,
)
from .definitions.flow import read_flow
from .definitions.flow import steps as flow_steps
from .graph.access_graph import AccessGraph
from .graph.caller import Caller
from .graph.model import Action, Pipeline, Stage
from .graph.step import Page, Start, Step
from .iam.arn import Arn
from .iam.context import role_of_session
from .iam.decide import decide
from .iam.decision import Decision, Verdict
from .iam.layers import Layer, Layers
from .iam.policy import PolicyKind
from .iam.request import (
    Context,
    ContextValue,
    Organization,
    Otherwise,
    Principal,
    PrincipalKind,
    Request,
)
from .iam.semantics import semantics_of
from .iam.symbol import Symbol, has_symbol, shown
from .route import route
from .services import by_prefix, implied, takes_policy

_EVENTS = Page.of("eventbridge/latest/userguide", "eb-use-identity-based.html")
# Keys that only a service principal, a tagging call or a forwarded session brings (condition-keys page).
_NOT_OF_A_SESSION = frozenset(
    {"aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"}
)
_SERVICE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?")
_ONLY_WHEN_SENT = frozenset(
    {"aws:calledvia", "aws:calledviafirst", "aws:calledvialast", "aws:tagkeys", "aws:referer"}
)


@dataclass(frozen=True, slots=True)
class Hop:
    """One decided request of an access path."""

    step: Step
    decision: Decision
    via: str | None = None


@dataclass(frozen=True, slots=True)
class AccessPath:
    """All hops of a pipeline action, in order.

    `optional` hops stop nothing when they are refused. `beyond` are those that would follow, where
    the path ends at a role that does not exist: what the role of that name would go on to do.
    """

    pipeline: Pipeline
    stage: Stage
    action: Action
    hops: tuple[Hop, ...]
    optional: tuple[Hop, ...] = ()
    beyond: tuple[Hop, ...] = ()

    @property
    def broken_at(self) -> Hop | None:
        """The first hop that AWS would refuse."""
        return next((hop for hop in self.hops if hop.decision.verdict.denied), None)

    @property
    def verdict(self) -> Verdict:
        """Denied if any hop is, else unknown if any is, else allowed."""
        if (broken := self.broken_at) is not None:
            return broken.decision.verdict
        unknown = any(hop.decision.verdict is Verdict.UNKNOWN for hop in self.hops)
        return Verdict.UNKNOWN if unknown else Verdict.ALLOW


def trace(graph: AccessGraph) -> tuple[AccessPath, ...]:
    """The access path of every pipeline action, and of every flow, of the estate."""
    runs = (
        ActionRun(pipeline, stage, action, graph)
        for pipeline in graph.pipelines
        for stage in pipeline.stages
        for action in sorted(stage.actions, key=lambda action: action.run_order)
    )
    of_pipelines = (_path(run, (*_assumed(run), *_provided(run))) for run in runs)
    return (*of_pipelines, *_of_flows(graph))


def _of_flows(graph: AccessGraph) -> Iterator[AccessPath]:
    """The access paths of what is no pipeline: a person, Jenkins, a workflow elsewhere."""
    for flow in graph.flows:
        for each in read_flow(flow):
            run = ActionRun(each.pipeline, each.stage, each.action, graph)
            yield _path(run, flow_steps(each, graph))


def _path(run: ActionRun, made: Iterable[Step | Start]) -> AccessPath:
    steps = iter(_every(made, run.graph))
    hops: list[Hop] = []
    optional: list[Hop] = []
    beyond: list[Hop] = []
    for step in steps:
        gone = missing(step, run.graph)
        hop = Hop(step, gone or answer(step, run.graph))
        (optional if step.optional else hops).append(hop)
        if gone is not None:
            beyond = [_as_if(further, run.graph) for further in steps]
    return AccessPath(
        run.pipeline, run.stage, run.action, tuple(hops), tuple(optional), tuple(beyond)
    )


def _as_if(step: Step, graph: AccessGraph) -> Hop:
    """The hop, made by the role that has the name where the ARN says another path."""
    if step.principal not in graph.roles and ":role/" in step.principal:
        for role in graph.namesakes(step.principal):
            step = replace(step, principal=role.arn)
    return Hop(step, missing(step, graph) or answer(step, graph))


def _every(made: Iterable[Step | Start], graph: AccessGraph) -> Iterator[Step]:
    """The steps of an action with all they drag along, each once, in order."""
    seen: set[tuple[str, str, str, str | None]] = set()
    for step in _followed(made, graph, frozenset()):
        for each in (step, *implied(step, graph)):
            same = (
                each.principal,
                each.action,
                each.resource,
                each.says if each.optional else None,
            )
            if same not in seen:
                seen.add(same)
                yield each


def _assumed(run: ActionRun) -> Iterator[Step]:
    """CodePipeline takes on the pipeline's role, and with it the action's."""
    pipeline, action = run.pipeline, run.action
    if action in pipeline.stages[0].actions:
        yield from _triggered(run)
    service = Caller(
        "codepipeline.amazonaws.com",
        pipeline.account,
        pipeline.region,
        pipeline.role_span,
        run.graph,
    )
    yield service.assumes(
        pipeline.role_arn,
        "codepipeline.amazonaws.com",
        SERVICE_ROLE,
        "CodePipeline assumes the pipeline's service role",
    )
    if action.role_arn and action.role_arn != pipeline.role_arn:
        yield replace(
            service, principal=pipeline.role_arn, span=action.role_span or action.span
        ).ask(
            "the pipeline's service role assumes the action's role",
            "sts:AssumeRole",
            action.role_arn,
            CROSS_ACCOUNT,
            # A pipeline action has no field for an external id and no MFA (API reference, ActionDeclaration).
            absent=("sts:externalid",),
        )


def _triggered(run: ActionRun) -> Iterator[Step]:
    """An EventBridge rule that starts the pipeline does so as the role of its target."""
    pipeline = run.pipeline
    arn = f"arn:aws:codepipeline:{pipeline.region}:{pipeline.account}:{pipeline.name}"
    for rule in run.graph.of_type("events:rule"):
        targets = rule.facts.get("targets")
        for target in targets.items if targets else ():
            to, role = target.get("Arn"), target.get("RoleArn")
            if to is None or to.text != arn or role is None or role.text is None:
                continue
            service = Caller(
                "events.amazonaws.com", rule.account, rule.region, target.span, run.graph
            )
            yield service.assumes(
                role.text,
                "events.amazonaws.com",
                _EVENTS,
                sourcearn=rule.arn,
                sourceaccount=rule.account,
            )
            starter = service.at(role.text)
            yield starter.ask(
                "start the pipeline", "codepipeline:StartPipelineExecution", arn, _EVENTS
            )


def _provided(run: ActionRun) -> Iterator[Step | Start]:
    provider = provider_of(run.action)
    if provider is not None:
        yield from provider.steps(run)
        return
    action = run.action
    what = str(
        Symbol(f"what a {action.owner} {action.category} action of {action.provider} asks for")
    )
    yield run.caller.ask(f"run {action.provider}", what, what, SERVICE_ROLE)


@cache
def _started() -> Mapping[str, Started]:
    packages = ("xacct_guard.actions", "xacct_guard.definitions")
    found = (entry for package in packages for entry in catalogue.entries(package, "STARTED"))
    return {started.type: started for started in found}


def _followed(
    steps: Iterable[Step | Start], graph: AccessGraph, seen: frozenset[str]
) -> Iterator[Step]:
    """The steps, with those of everything they start in its place; each thing is followed once."""
    for step in steps:
        if isinstance(step, Step):
            yield step
        elif step.arn not in seen:
            seen |= {step.arn}
            yield from _followed(_of_started(step, graph), graph, seen)


def _of_started(start: Start, graph: AccessGraph) -> Iterable[Step | Start]:
    resource = graph.resource(start.arn)
    if resource is None:
        return (_not_held(start),)
    kind = _started().get(resource.type)
    return kind.steps(resource, graph) if kind else (_not_held(start),)


def _not_held(start: Start) -> Step:
    """What a thing does that the estate does not hold is unknown, and says so."""
    what = str(Symbol(f"what {shown(start.arn)} does"))
    arn = Arn.parse(start.arn)
    account, region = (arn.account, arn.region) if arn else ("", "")
    return Step(
        "what is started goes on", what, what, what, account, region, SERVICE_ROLE, start.span
    )


def missing(step: Step, graph: AccessGraph) -> Decision | None:
    """The refusal of a step that names a role which cannot exist: its name is taken under another path."""
    for arn in (
        step.resource if step.action in ("sts:AssumeRole", "iam:PassRole") else "",
        step.principal,
    ):
        if ":role/" not in arn or arn in graph.roles:
            continue
        for role in graph.namesakes(arn):
            return Decision(
                request_of(step, graph),
                Verdict.IMPLICIT_DENY,
                PolicyKind.TRUST if step.action == "sts:AssumeRole" else PolicyKind.IDENTITY,
                reason=f"`{shown(arn)}` does not exist: the role `{shown(role.name)}` has the path"
                f" `{shown(role.path)}`, so its ARN is `{shown(role.arn)}`",
            )
    return None


def answer(step: Step, graph: AccessGraph) -> Decision:
    """Would AWS allow this step?"""
    request = request_of(step, graph)
    semantics = semantics_of(request.action, request.resource)
    return decide(request, layers_of(request, graph), semantics)


def layers_of(request: Request, graph: AccessGraph) -> Layers:
    """The policies of the estate that have a say in a request."""
    layers = graph.layers(request, semantics_of(request.action, request.resource))
    return layers if takes_policy(request.resource) else replace(layers, resource=Layer())


def request_of(step: Step, graph: AccessGraph) -> Request:
    """The request a step makes: who, and every context key that is known of it."""
    step = replace(step, resource=graph.meant(step.action, step.resource))
    principal = principal_of(step.principal)
    owner = owner_of(step, principal, graph)
    return Request(
        principal,
        step.action,
        step.resource,
        resource_account=owner,
        region=step.region,
        context=_context(step, principal, graph),
        organization=organization_of(principal, owner, graph),
    )


def principal_of(arn: str) -> Principal:
    """The principal an ARN, a service name or `*` stands for. A role ARN is some session of the role."""
    if arn == "*":
        return Principal(PrincipalKind.ANONYMOUS, arn)
    parsed = Arn.parse(arn)
    if parsed is None and _SERVICE.fullmatch(arn):
        return Principal(PrincipalKind.SERVICE, arn)
    if parsed is None:  # a parameter nobody gave, a token: some role, nobody knows which
        account = str(Symbol(f"account of {shown(arn)}", "?" * 12))
        role = arn if has_symbol(arn) else str(Symbol(f"role {arn}"))
        return Principal(PrincipalKind.SESSION, role, account, role=role)
    kind = parsed.resource.partition("/")[0]
    if kind in ("role", "assumed-role"):
        return Principal(PrincipalKind.SESSION, arn, parsed.account, role=role_of_session(arn))
    if kind in ("oidc-provider", "saml-provider"):
        return Principal(PrincipalKind.PROVIDER, arn)
    kinds = {"user": PrincipalKind.USER, "root": PrincipalKind.ROOT}
    return Principal(kinds.get(kind, PrincipalKind.FEDERATED_USER), arn, parsed.account)


def owner_of(step: Step, principal: Principal, graph: AccessGraph) -> str | None:
    """The account that owns the resource.

    A bucket's ARN has no account. For one the estate does not hold, the asking account is taken: its policy is
    then unknown as well, and the same account leaves the most open.
    """
    if step.resource == "*":
        return step.account
    if (resource := graph.resource(step.resource)) is not None:
        return resource.account
    arn = Arn.parse(step.resource)
    return (arn.account if arn else None) or principal.account or step.account


def _context(step: Step, principal: Principal, graph: AccessGraph) -> Context:
    service = by_prefix().get(step.action.partition(":")[0])
    values: dict[str, ContextValue] = dict(service.sends(step, graph)) if service else {}
    absent = set(route(step).absent | _ONLY_WHEN_SENT | (service.never_sent if service else set()))
    if principal.kind is not PrincipalKind.SERVICE:
        absent |= _NOT_OF_A_SESSION
    if principal.kind is PrincipalKind.SESSION:
        values["aws:multifactorauthpresent"] = "false"  # a service's session never has MFA
    values = {key: held for key, held in values.items() if key not in step.unknown}
    values |= step.context
    return Context(
        values,
        absent=frozenset(absent | step.absent) - values.keys() - step.unknown,
        otherwise=Otherwise.UNKNOWN,
    )


def organization_of(principal: Principal, owner: str | None, graph: AccessGraph) -> Organization:
    """What the organization has to do with a request. An account with control policies is in one."""
    asking = graph.accounts.get(principal.account or "")
    owning = graph.accounts.get(owner or "")
    named = graph.organization is not None
    return Organization(
        id=graph.organization,
        principal_in_org=asking is not None and (named or bool(asking.scps)),
        principal_account_is_management=bool(asking and asking.is_management),
        resource_account_is_management=bool(owning and owning.is_management),
    )
