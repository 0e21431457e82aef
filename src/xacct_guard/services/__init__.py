"""One file per AWS service: its resource types in each format, how it decides, what it implies.

A file exports `SERVICE`. The formats ask `of_cloudformation`, `trace` asks `implied`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from .. import catalogue
from ..graph.access_graph import AccessGraph
from ..graph.step import Step
from ..iam.arn import Arn
from ..iam.policy import PolicyKind
from ..iam.request import ContextValue
from ..span import Node

_TAG = "aws:principaltag/"
UUID = "????????-????-????-????-????????????"


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A kind of resource: what each format calls it, its ARN, what of it matters.

    `arn` is a template over `{partition} {region} {account} {name}`, and `{within}`: the name of what it
    is part of, which the property `within` gives (`{prefix}`: the same and a slash, or nothing where
    there is none). `{uuid}` and `{number}` are what AWS counts up or draws by lot; `tail` is the shape of
    what it hangs on the ARN. `arn_of` fills all of it in.

    In CloudFormation: `cfn` is the type, `named_by` the route to the property that names it, `ref` what
    Ref gives (`name`, `arn` or a template), `attributes` what GetAtt gives (templates over the same words
    and `{arn}`), `unnamed` the shape of the name CloudFormation invents (over `{stack} {logical}`; `lower`
    makes it lower-case), `policy` the route to the policy of the kind `policy_kind`. `facts` names routes
    into the properties (`a.b[0].c`).

    `takes_policy`: some policy of the resource's own may name principals. `default_policy`: where none is
    written AWS gives one that hands the decision to the account.

    Creating one reads the S3 objects at the facts `reads`; what else it takes is in `handlers/`.
    """

    name: str
    arn: str
    cfn: str | None = None
    named_by: str | None = None
    ref: str = "name"
    attributes: Mapping[str, str] = field(default_factory=dict)
    unnamed: str = "{stack}-{logical}-*"
    lower: bool = False
    policy: str | None = None
    policy_kind: PolicyKind = PolicyKind.RESOURCE
    facts: Mapping[str, str] = field(default_factory=dict)
    default_policy: bool = False
    takes_policy: bool = True
    reads: tuple[str, ...] = ()
    within: str | None = None
    tail: str = ""


@dataclass(frozen=True, slots=True)
class PolicyType:
    """A resource whose only purpose is to put a policy on another (AWS::S3::BucketPolicy).

    `target` is the property naming the other (a name or an ARN) of type `of`; empty where the policy is
    for all of that type in the account and region. `otherwise` is the name meant where the property is
    not written. `document` is the route to the policy; `statement` writes it instead where the resource
    has the parts of one statement, from its properties and the ARN of the other. Several that `add` make
    up one policy; of others the other has one.
    """

    cfn: str
    of: str
    target: str
    document: str = "PolicyDocument"
    otherwise: str = ""
    statement: Callable[[Node, str], Node] | None = None
    adds: bool = False


def _nothing(_step: Step, _graph: AccessGraph) -> tuple[Step, ...]:
    return ()


def _no_keys(_step: Step, _graph: AccessGraph) -> Mapping[str, ContextValue]:
    return {}


@dataclass(frozen=True, slots=True)
class Service:
    """Everything particular to one AWS service, as a row of facts.

    `implied` gives the requests that one request drags along; `sends` the context keys
    (lower-case) that every request to the service carries; `never_sent` those that are absent unless
    whoever makes a request says otherwise. `endpoint` is the end of the name of its VPC endpoint service
    where that is not its own name, `endpoints` the same for actions (lower-case) that have one apart.
    """

    name: str
    resources: tuple[ResourceType, ...] = ()
    policies: tuple[PolicyType, ...] = ()
    implied: Callable[[Step, AccessGraph], Iterable[Step]] = _nothing
    sends: Callable[[Step, AccessGraph], Mapping[str, ContextValue]] = _no_keys
    never_sent: frozenset[str] = frozenset()
    endpoint: str = ""
    endpoints: Mapping[str, str] = field(default_factory=dict)


@cache
def by_prefix() -> Mapping[str, Service]:
    """The services, by the prefix of their actions."""
    return {service.name: service for service in catalogue.entries(__name__, "SERVICE")}


def of_action(action: str) -> Service | None:
    """The service that an action belongs to, in whatever letters it is written."""
    return by_prefix().get(action.partition(":")[0].lower())


def endpoint_of(action: str) -> str:
    """The end of the name of the VPC endpoint service that takes an action: `s3`, `sagemaker.api`.

    https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
    """
    prefix, _, name = action.partition(":")
    service = of_action(action)
    apart = service.endpoints.get(name.lower()) if service else None
    return apart or (service.endpoint if service else "") or prefix


def implied(step: Step, graph: AccessGraph) -> Iterator[Step]:
    """The requests that this one drags along, and those that they do, nearest first.

    What hangs on a request whose refusal stops nothing stops nothing either, and what hangs on one that is
    only supposed is supposed as well.
    """
    service = of_action(step.action)
    for further in service.implied(step, graph) if service else ():
        made = replace(
            _of_the_session(further, step),
            optional=further.optional or step.optional,
            supposing=further.supposing or step.supposing,
        )
        yield made
        yield from implied(made, graph)


def _of_the_session(further: Step, step: Step) -> Step:
    """The further request, which is made in the session of the first: it bears the same tags."""
    if further.principal != step.principal:
        return further
    tags = {key: held for key, held in step.context.items() if key.startswith(_TAG)}
    return replace(
        further,
        context={**tags, **further.context},
        unknown=further.unknown | {key for key in step.unknown if key.startswith(_TAG)},
    )


@cache
def _by_type() -> Mapping[str, ResourceType]:
    return {row.name: row for service in by_prefix().values() for row in service.resources}


@cache
def _by_form() -> Mapping[tuple[str, str], ResourceType]:
    rows = (row for service in by_prefix().values() for row in service.resources)
    parsed = ((row, Arn.parse(row.arn)) for row in rows)
    forms = [((arn.service, arn.type), row) for row, arn in parsed if arn is not None]
    # A replica has the ARN of a key, a route that of its table: what bears the type's own name goes before.
    return dict(sorted(forms, key=lambda pair: pair[1].name == ":".join(pair[0])))


def takes_policy(resource: str) -> bool:
    """Can the resource of this ARN have a policy that speaks of principals? Yes, unless we know better."""
    row = of_arn(resource)
    return row is None or row.takes_policy


def arn_of(row: ResourceType, words: Mapping[str, str], unique: Callable[[str, str], str]) -> str:
    """The ARN of a resource of this type.

    `words` are `partition`, `region`, `account`, `name` and, where the type has them, `within` and
    `path`. `unique` is asked for what only AWS knows, by a name and the shape of its text.
    """
    known = dict(words)
    known.setdefault("path", "/")
    known["prefix"] = f"{within}/" if (within := known.get("within")) else ""
    if "{uuid}" in row.arn:
        known["uuid"] = unique("id", UUID)
    if "{number}" in row.arn:
        known["number"] = unique("number", "*")
    if "/{name}" in row.arn:  # the parameter `/a/b` is `parameter/a/b`
        known["name"] = known["name"].removeprefix("/")
    if ":function:{name}" in row.arn:  # Lambda takes `111111111111:function:f` as well
        known["name"] = known["name"].rpartition(":function:")[2]
    arn = row.arn.format_map(known)
    if not row.tail:
        return arn
    return f"{arn}{row.tail.rstrip('?')}{unique('tail', '?' * row.tail.count('?'))}"


def of_type(type: str) -> ResourceType | None:
    """The row of a resource type, as `s3:bucket`."""
    return _by_type().get(type)


def of_arn(resource: str) -> ResourceType | None:
    """The row of the kind of resource that an ARN names."""
    arn = Arn.parse(resource)
    return _by_form().get((arn.service, arn.type)) if arn else None


@cache
def _by_cfn() -> Mapping[str, ResourceType | PolicyType]:
    services = by_prefix().values()
    kinds = {row.cfn: row for service in services for row in service.resources if row.cfn}
    policies = {row.cfn: row for service in services for row in service.policies}
    return {**kinds, **policies}


def of_cloudformation(type: str) -> ResourceType | PolicyType | None:
    """What a CloudFormation resource type means to us, if anything."""
    return _by_cfn().get(type)
