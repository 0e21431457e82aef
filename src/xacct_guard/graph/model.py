"""What exists: declared facts with their places, never derived ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..errors import XacctGuardError
from ..iam.layers import KmsGrant
from ..iam.policy import Policy, Written
from ..span import Node, Span
from .noticed import Defaulted, Lacking, MisreadAccount, Placeholder, WrittenTwice
from .pipeline import Pipeline
from .region import partition_of
from .step import SOMEWHERE, Stand
from .tags import Tags


@dataclass(frozen=True, slots=True)
class Placement:
    """Where something is deployed: account, region, and the name it goes by.

    `account` is twelve digits or a symbol; `stack` is the stack's name, or what stands for it.
    `label` tells two deployments of one stack name apart (the same stack in two accounts):
    symbols and places bear it.
    """

    account: str
    region: str
    stack: str
    partition: str = ""  # that of the Region, unless given
    label: str = ""  # the stack's name, unless given

    def __post_init__(self) -> None:
        if not self.partition:
            object.__setattr__(self, "partition", partition_of(self.region))


@dataclass(frozen=True, slots=True)
class Account:
    """An AWS account: its id, the name the configuration gives it, the control policies above it.

    `scps` and `rcps` are one tuple of policies a level, root first; None when nobody gave them.
    """

    id: str
    name: str
    span: Span | None = None
    scps: tuple[tuple[Policy, ...], ...] | None = None
    rcps: tuple[tuple[Policy, ...], ...] | None = None
    is_management: bool = False


@dataclass(frozen=True, slots=True)
class ManagedPolicy:
    """A managed policy that somebody has, and where it is attached."""

    policy: Policy
    span: Span


@dataclass(frozen=True, slots=True)
class Role:
    """A role (or a user, whose `trust` is None): its policies and where it is written.

    `held` is False when the identity policies are not all known; `absent` then names what is
    missing. `managed` and `boundary_arn` are ARNs of policies that the document does not hold:
    `link` looks them up. `attachments` say of managed policies where they are attached. `retained` are
    those of `identity` that it keeps when its stack lets go of it; None: then it is deleted.
    """

    arn: str
    account: str
    name: str
    path: str
    span: Span
    trust: Policy | None = None
    identity: tuple[Policy, ...] = ()
    boundary: Policy | None = None
    held: bool = True
    absent: str | None = None
    place: str = ""  # `stack/LogicalId`
    managed: tuple[Written, ...] = ()
    boundary_arn: Written | None = None
    tags: Tags = field(default_factory=Tags)
    attachments: tuple[ManagedPolicy, ...] = field(default=(), compare=False)
    retained: tuple[Policy, ...] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource of a service: `type` is `service:kind`, as `s3:bucket`.

    `policy` is its resource policy (None: it has none, when `policy_held`); `facts` are the
    properties its service's table names, resolved. Of what is not `described` nobody says what it is like:
    its policy alone is known, and a fact that is not there is not known to be absent.
    """

    arn: str
    type: str
    account: str
    region: str
    name: str
    span: Span
    policy: Policy | None = None
    policy_held: bool = True
    facts: Mapping[str, Node] = field(default_factory=dict)
    place: str = ""
    described: bool = True


@dataclass(frozen=True, slots=True)
class Declared:
    """What the configuration says that code does (`calls`): steps made by whatever `by` names."""

    by: str
    steps: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Flow:
    """What somebody does step by step who is no pipeline: a person, Jenkins, a GitHub workflow.

    `principal` is an ARN: a role, a user, or the identity provider that vouches for whoever comes. `stand`
    is where they call from, which nobody need have said.
    """

    name: str
    account: str
    region: str
    principal: str
    steps: tuple[Node, ...]
    span: Span
    place: str = ""
    stand: Stand = SOMEWHERE


@dataclass(frozen=True, slots=True)
class Attached:
    """A policy written apart from what it belongs to: a bucket policy, a loose document.

    `to` is the ARN of the role or resource. A managed policy is attached to its own ARN, and
    whoever lists that ARN has it. A role known by its name alone stands without its path:
    `role/NAME`. An ARN that ends in `*` instead of a name stands for all of that type.

    Policies that `adds` are parts of one policy. `of` is the type of the resource and `place` where it
    is, where the document knows: then the resource is known by its policy, declared or not.
    """

    to: str
    policy: Policy
    span: Span
    adds: bool = False
    of: str = ""
    place: Placement | None = None


@dataclass(frozen=True, slots=True)
class Granted:
    """A grant on a KMS key: `to` is the ARN of the key."""

    to: str
    grant: KmsGrant
    span: Span


@dataclass(frozen=True, slots=True)
class StateStore:
    """Where whoever runs Terraform keeps the state: the object, its key, and what locks it.

    `bucket` and `key` are symbols where the code leaves them to the command line. `role` is the ARN of the
    role that is assumed for it, None where it is whoever runs Terraform. `place` is the folder's.
    """

    bucket: str
    key: str
    region: str | None
    place: Placement
    span: Span
    kms_key: str | None = None
    lock_table: str | None = None
    locks_by_object: bool = False
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A resource that a template makes, of whatever type: `type` is the format's own name for it.

    `arn` is None where the type is not one we know. `properties` are resolved, as CloudFormation names
    them; None where the format has others.
    """

    type: str
    place: str
    span: Span
    arn: str | None = None
    properties: Node | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that a part needs: `check` reads it, inside the given folders only.

    `uri` is `s3://bucket/key` for an object, or a path relative to `span`'s file.
    """

    uri: str
    span: Span


@dataclass(frozen=True, slots=True)
class Parts:
    """What one document declares.

    `outputs` are a stack's, by name; `failures` what could not be read. `loose` are policies of which
    nobody said what they are attached to; `made` everything a template makes, known or not.
    """

    roles: tuple[Role, ...] = ()
    resources: tuple[Resource, ...] = ()
    pipelines: tuple[Pipeline, ...] = ()
    calls: tuple[Declared, ...] = ()
    placeholders: tuple[Placeholder, ...] = ()
    attached: tuple[Attached, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    outputs: Mapping[str, str] = field(default_factory=dict)
    failures: tuple[XacctGuardError, ...] = ()
    flows: tuple[Flow, ...] = ()
    loose: tuple[Policy, ...] = ()
    made: tuple[Made, ...] = ()
    misread: tuple[MisreadAccount, ...] = ()
    grants: tuple[Granted, ...] = ()
    states: tuple[StateStore, ...] = ()
    lacking: tuple[Lacking, ...] = ()
    defaults: tuple[Defaulted, ...] = ()
    twice: tuple[WrittenTwice, ...] = ()
