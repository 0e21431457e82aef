"""Step: a request that somebody will make, and the page that says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ..iam.request import ContextValue
from ..span import Span


class Ground(StrEnum):
    """What a claim about a service rests on."""

    DOCUMENTED = "documented"
    EXPERIENCE = "experience"
    DECLARED = "declared"


@dataclass(frozen=True, slots=True)
class Page:
    """Where a behaviour is described: the address of the page, and how good a witness it is."""

    address: str
    ground: Ground = Ground.DOCUMENTED

    @classmethod
    def of(cls, guide: str, page: str) -> Page:
        """A page of an AWS guide, as `Page.of("codepipeline/latest/userguide", "…html")`."""
        return cls(f"https://docs.aws.amazon.com/{guide}/{page}")


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a call is made from, if not from the network of an AWS service.

    `subnets` and `groups` are the ids of the subnets and security groups of a VPC; `public` is an
    address on the internet. Where none of it is given, nobody said.
    """

    vpc: str | None = None
    subnets: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    public: bool = False


SOMEWHERE = Stand()
"""Where nobody said from where: whether a call comes through an endpoint is then not known."""


@dataclass(frozen=True, slots=True)
class Step:
    """A request before its policies are known.

    `principal` is a role or user ARN, or a service principal's name. `account` and `region` are where the
    call is made. `context` holds keys known to be present, `absent` keys known not to be. `key` is the KMS
    key an S3 object is (to be) encrypted under, where somebody chose one. An `optional` step is
    one whose refusal stops nothing. `span` is what in the estate makes the step happen. `unknown` are
    keys of which nothing may be presumed. `stand` is None for calls from the network of an AWS service. `local`
    says that the resource has to be in the Region of the call. `cannot` are the words of a refusal that no
    policy decides, where whoever words the step knows of one. `or_by` is another principal of whom the same
    right will do, where the one who asks has not got it. `supposing` names what nobody knows, where the request
    is made or not as that turns out: its refusal is then not certain.
    """

    says: str
    principal: str
    action: str
    resource: str
    account: str
    region: str
    page: Page
    span: Span
    context: Mapping[str, ContextValue] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    key: str | None = None
    optional: bool = False
    unknown: frozenset[str] = frozenset()
    stand: Stand | None = None
    local: bool = False
    cannot: str | None = None
    or_by: str | None = None
    supposing: str | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """Something a step sets going, whose own requests follow: a state machine, a function, a job.

    `follows` is given where whoever starts it knows what follows: a pipeline brings a build its source.
    `stand` is where it is put, where whoever starts it says that: a task of ECS into subnets.
    """

    arn: str
    span: Span
    follows: tuple[Step | Start, ...] | None = None
    stand: Stand | None = None


Steps = Iterator[Step | Start]
