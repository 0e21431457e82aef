"""One file per AWS service: its resource types in each format, how it decides, what it implies.

A file exports `SERVICE`. The formats ask `resource_type`, `trace` asks `implied` and `semantics_of`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from .. import catalogue
from ..iam import semantics
from ..iam.semantics import Semantics


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A kind of resource: what each format calls it, its ARN, what of it matters.

    `arn` is a template over `{partition} {region} {account} {name}`. In CloudFormation: `cfn` is the type,
    `named_by` the property that names it, `ref` what Ref gives (`name` or `arn`), `attributes` what
    GetAtt gives (templates over the same words and `{arn}`), `unnamed` the shape of the name CloudFormation
    invents (over `{stack} {logical}`; `lower` makes it lower-case), `policy` the property that holds the
    resource policy. `facts` names routes into the properties (`a.b[0].c`).
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
    facts: Mapping[str, str] = field(default_factory=dict)
    semantics: Semantics = semantics.DEFAULT
    takes_policy: bool = True


@dataclass(frozen=True, slots=True)
class PolicyType:
    """A resource whose only purpose is to put a policy on another (AWS::S3::BucketPolicy).

    `target` is the property naming the other (a name or an ARN) of type `of`; `document` the policy.
    """

    cfn: str
    of: str
    target: str
    document: str = "PolicyDocument"


@dataclass(frozen=True, slots=True)
class Service:
    """Everything particular to one AWS service, as a row of facts."""

    name: str
    resources: tuple[ResourceType, ...] = ()
    policies: tuple[PolicyType, ...] = ()


@cache
def _by_cfn() -> Mapping[str, ResourceType | PolicyType]:
    services: tuple[Service, ...] = catalogue.entries(__name__, "SERVICE")
    rows = (row for service in services for row in (*service.resources, *service.policies))
    return {row.cfn: row for row in rows if row.cfn}


def of_cloudformation(type: str) -> ResourceType | PolicyType | None:
    """What a CloudFormation resource type means to us, if anything."""
    return _by_cfn().get(type)
