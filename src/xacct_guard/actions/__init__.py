"""What pipeline actions, state-machine tasks and jobs ask of AWS, and as whom.

A file exports `PROVIDER` (a pipeline action provider), `OPERATION` (an API operation that sets
something going, whoever calls it), `INTEGRATION` (what Step Functions adds around one) or `STARTED`
(what a kind of resource asks for once it is started).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from .. import catalogue
from ..graph.access_graph import AccessGraph
from ..graph.caller import Caller
from ..graph.model import Action, ArtifactStore, Pipeline, Resource, Stage
from ..graph.step import Ground, Page, Start, Step
from ..iam.arn import Arn
from ..iam.request import ContextValue
from ..iam.symbol import ANYTHING, Symbol, has_symbol, shown
from ..span import Node

CROSS_ACCOUNT = Page.of("codepipeline/latest/userguide", "pipelines-create-cross-account.html")
SERVICE_ROLE = Page.of("codepipeline/latest/userguide", "how-to-custom-role.html")
DECLARED = Page("the configuration (calls, flows)", Ground.DECLARED)
_VARIABLE = re.compile(r"#\{([^}.]+)\.([^}]+)\}")

Steps = Iterator[Step | Start]


@dataclass(frozen=True, slots=True)
class ActionRun:
    """A pipeline action in its pipeline, as one execution of it sees the world."""

    pipeline: Pipeline
    stage: Stage
    action: Action
    graph: AccessGraph

    @property
    def role(self) -> str:
        """The action's own role, else the pipeline's."""
        return self.action.role_arn or self.pipeline.role_arn

    @property
    def account(self) -> str:
        """The account of that role: where the action happens."""
        arn = Arn.parse(self.role)
        return arn.account if arn else str(Symbol(f"account of {shown(self.role)}", "?" * 12))

    @property
    def caller(self) -> Caller:
        """The action's role, in the action's region."""
        return Caller(self.role, self.account, self.action.region, self.action.span, self.graph)

    @property
    def store(self) -> ArtifactStore | None:
        """The artifact store of the action's region."""
        return self.pipeline.stores.get(self.action.region)

    def setting(self, name: str) -> str | None:
        """A configuration value with its `#{namespace.variable}` references followed."""
        node = self.action.configuration.get(name)
        text = node.text if node else None
        return _VARIABLE.sub(self._variable, text) if text is not None else None

    def _variable(self, match: re.Match[str]) -> str:
        namespace, name = match.groups()
        known = self.graph.variables.get((self.pipeline.place, namespace), {})
        return known.get(name) or str(Symbol(f"variable {match.group()}"))

    def arn(self, service: str, rest: str) -> str:
        """An ARN in the action's account and region."""
        return f"arn:aws:{service}:{self.action.region}:{self.account}:{rest}"


@dataclass(frozen=True, slots=True)
class Deployment:
    """The stack a pipeline action deploys: `template` is `Artifact::path`, as is `configuration`."""

    stack: str
    template: str
    account: str
    region: str
    configuration: str | None = None
    overrides: str | None = None


@dataclass(frozen=True, slots=True)
class ActionProvider:
    """A provider of pipeline actions, as CodePipeline names it."""

    category: str
    owner: str
    provider: str
    steps: Callable[[ActionRun], Steps]
    deploys: Callable[[ActionRun], Deployment | None] = lambda _run: None


@dataclass(frozen=True, slots=True)
class Operation:
    """An API operation that sets something going: the caller's own requests, then what follows.

    `name` is the IAM action; `steps` gets the caller and the parameters of the call.
    """

    name: str
    steps: Callable[[Caller, Node], Steps]


@dataclass(frozen=True, slots=True)
class Integration:
    """What Step Functions asks around an operation it runs as `.sync`.

    `sync` are requests on what the operation made, `aside` those whose refusal stops nothing;
    `rule` is the managed EventBridge rule.
    """

    operation: str
    sync: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    rule: str | None = None
    page: Page = field(default=Page.of("step-functions/latest/dg", "connect-sagemaker.html"))


@dataclass(frozen=True, slots=True)
class Started:
    """A kind of thing that makes requests of its own once it is started.

    `type` is its resource type (`states:stateMachine`); `steps` gets the resource and its place.
    """

    type: str
    steps: Callable[[Resource, AccessGraph], Steps]


@cache
def providers() -> Mapping[tuple[str, str, str], ActionProvider]:
    """The providers, by category, owner and name."""
    found: tuple[ActionProvider, ...] = catalogue.entries(__name__, "PROVIDER")
    return {(p.category, p.owner, p.provider): p for p in found}


@cache
def operations() -> Mapping[str, Operation]:
    """The operations, by IAM action."""
    found: tuple[Operation, ...] = catalogue.entries(__name__, "OPERATION")
    return {operation.name: operation for operation in found}


@cache
def integrations() -> Mapping[str, Integration]:
    """The integrations, by the IAM action of their operation."""
    found: tuple[Integration, ...] = catalogue.entries(__name__, "INTEGRATION")
    return {integration.operation: integration for integration in found}


def provider_of(action: Action) -> ActionProvider | None:
    """The provider of a pipeline action, if we know it."""
    return providers().get((action.category, action.owner, action.provider))


def read_inputs(run: ActionRun, caller: Caller) -> Steps:
    """Read the input artifacts from the store, under the store's key."""
    for name in run.action.inputs if run.store else ():
        says = f"read the input artifact `{name}`"
        for action in ("s3:GetObject", "s3:GetObjectVersion"):
            yield caller.ask(
                says, action, artifact_object(run, name), CROSS_ACCOUNT, key=artifact_key(run)
            )


def write_outputs(run: ActionRun, caller: Caller) -> Steps:
    """Write the output artifacts to the store, under the store's key."""
    for name in run.action.outputs if run.store else ():
        headers = {"s3:x-amz-server-side-encryption": "aws:kms"}
        if run.store and run.store.key:
            headers["s3:x-amz-server-side-encryption-aws-kms-key-id"] = artifact_key(run) or ""
        yield caller.ask(
            f"write the output artifact `{name}`",
            "s3:PutObject",
            artifact_object(run, name),
            CROSS_ACCOUNT,
            context=headers,
            key=artifact_key(run),
        )


def around_store(run: ActionRun, caller: Caller) -> Steps:
    """What CodePipeline also asks of the artifact bucket; its refusal is not known to stop an action."""
    if run.store is not None and (run.action.inputs or run.action.outputs):
        yield caller.ask(
            "look up the artifact bucket's versioning",
            "s3:GetBucketVersioning",
            store_arn(run.store),
            SERVICE_ROLE,
            optional=True,
        )


def store_arn(store: ArtifactStore) -> str:
    """The ARN of a store's bucket."""
    return f"arn:aws:s3:::{store.bucket}"


def artifact_object(run: ActionRun, artifact: str) -> str:
    """The ARN of an artifact's object: pipeline (20 characters), artifact (10), a random end.

    The form is what pipelines are seen to write; no page promises it.
    """
    pipeline = run.pipeline.name if has_symbol(run.pipeline.name) else run.pipeline.name[:20]
    bucket = store_arn(run.store) if run.store else "*"
    return f"{bucket}/{pipeline}/{artifact[:10]}/{Symbol('artifact object name', '???????')}"


def artifact_key(run: ActionRun) -> str | None:
    """The key artifacts are encrypted under: the configured one, else `aws/s3` of the pipeline's account.

    A bare key id or an alias is looked up in the account of the action (API reference, EncryptionKey).
    """
    if run.store is None:
        return None
    key, region = run.store.key, run.action.region
    if key is None:
        return f"arn:aws:kms:{region}:{run.pipeline.account}:alias/aws/s3"
    if key.startswith("arn:") or has_symbol(key):
        return key
    kind = key if key.startswith("alias/") else f"key/{key}"
    return f"arn:aws:kms:{region}:{run.account}:{kind}"


def declared(by: str, caller: Caller) -> Steps:
    """The calls that the configuration says the code of `by` makes."""
    for entry in caller.graph.calls.get(by, ()):
        yield from made_by(entry.steps, caller)


def made_by(steps: Iterable[Node], caller: Caller) -> Steps:
    """Declared steps, one after the other.

    `assume-role` takes on a role; the steps after it are made as that role.
    """
    now = caller
    for node in steps:
        call, role = _said(node, "call") or "", _said(node, "role")
        here = replace(now, span=node.span, region=_said(node, "region") or now.region)
        if call in _ASSUMING and role is not None:
            action = _ASSUMING[call] or _assuming(now.principal)
            yield here.ask(
                "take on a role, as declared", action, role, DECLARED, context=_context(node)
            )
            now = now.at(role)
        else:
            yield from called(here, call, node)


_ASSUMING = {
    "assume-role": None,
    "sts:AssumeRole": "sts:AssumeRole",
    "sts:AssumeRoleWithWebIdentity": "sts:AssumeRoleWithWebIdentity",
    "sts:AssumeRoleWithSAML": "sts:AssumeRoleWithSAML",
}


def _assuming(principal: str) -> str:
    """How one takes on a role: whom an identity provider vouches for, by that provider."""
    providers = {"oidc-provider": "WithWebIdentity", "saml-provider": "WithSAML"}
    arn = Arn.parse(principal)
    return f"sts:AssumeRole{providers.get(arn.type, '') if arn else ''}"


def called(caller: Caller, call: str, node: Node) -> Steps:
    """One declared call: an operation we know by its parameters, else the bare request."""
    operation, parameters = operations().get(call), node.get("parameters")
    if operation is not None and parameters is not None:
        yield from operation.steps(caller, parameters)
        return
    yield caller.ask(
        "call, as declared",
        call,
        _any(_said(node, "resource") or "*"),
        DECLARED,
        context=_context(node),
        key=_said(node, "key"),
    )


def _context(node: Node) -> dict[str, ContextValue]:
    said = node.get("context")
    return {
        key.lower(): tuple(i.text or "" for i in value.items)
        if isinstance(value.value, tuple)
        else value.text or ""
        for key, value in (said.mapping if said else {}).items()
    }


def _any(resource: str) -> str:
    """A declared resource: a `*` in it stands for some name that is not known."""
    return resource if resource == "*" else resource.replace("*", str(ANYTHING))


def _said(node: Node, name: str) -> str | None:
    member = node.get(name)
    return member.text if member else None
