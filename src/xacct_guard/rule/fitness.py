"""Fitness: does an action work on what an entry of Resource names?

Each action of the service authorization reference works on certain types of resources; one without any is
only ever asked of `*`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from ..iam import reference
from ..iam.arn import Arn
from ..iam.overlap import may_overlap_as_arns
from ..iam.symbol import has_symbol
from .shelf import head_of

_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")
_BUCKET = "arn:*:s3:::*"
_GROUP, _VERSION = (
    "arn:*:sagemaker:*:*:model-package-group/*",
    "arn:*:sagemaker:*:*:model-package/*",
)
_ALSO = {
    # sagemaker/latest/dg/model-registry-deploy-xaccount.html: a model is made of another account's version.
    "sagemaker:CreateModel": (_VERSION,),
    # An earlier reference had the group beside the version, and many policies name both.
    "sagemaker:CreateModelPackage": (_GROUP,),
    # AmazonCloudWatch/latest/logs/permissions-reference-cwl.html names a log group for it.
    "logs:DescribeLogGroups": ("arn:*:logs:*:*:log-group:*",),
}
_APART = frozenset({"codeconnections", "codestar-connections", "tag"})
"""One service under two names, whose ARNs and actions may be mixed, and one that works on what others have.

https://docs.aws.amazon.com/dtconsole/latest/userguide/rename.html
"""
_OF_ALL = frozenset(
    {
        *("cloudwatch:PutMetricData", "ecr:GetAuthorizationToken"),
        *("ecr-public:GetAuthorizationToken", "sts:GetCallerIdentity"),
    }
)
"""Surely asked of `*` alone; of actions that list the same is taken for sure.

Of others that have no type in the reference AWS's own policies name resources: a type may be to come.
"""


def fits(action: str, entry: str) -> bool:
    """May an action that this pattern names be asked of something that this entry of Resource names?

    Where that cannot be told the answer is yes.
    """
    is_plain = entry.isascii() and "${" not in entry
    if is_plain and entry.startswith(_fitting_beginnings(action, head_of(entry))):
        return True
    return _may_fit(action, entry)


@lru_cache(
    maxsize=1 << 12
)  # the names of an account's resources differ, what stands before them seldom
def _fitting_beginnings(action: str, head: str) -> tuple[str, ...]:
    """What ARNs with this head may begin with for an action to fit them, whatever their last part is."""
    arn = Arn.parse(head)
    if arn is None or has_symbol(action):
        return ()
    return tuple(f"{head}{beginning}" for beginning in _open_behind(action, str(_of_some(arn))))


def _of_some(arn: Arn) -> Arn:
    """The same of another account: no type of resource is of one account."""
    is_id = len(arn.account) == 12 and arn.account.isdecimal()
    return replace(arn, account="0" * 12) if is_id else arn


@lru_cache(maxsize=1 << 12)
def _open_behind(action: str, head: str) -> tuple[str, ...]:
    """The types of an action's resources that may have this head: what the last part begins with."""
    types = (type for each in reference.actions_matching(action) for type in _arns(each))
    found = (type.split(":", 5) for type in types if type != _BUCKET and type.count(":") >= 5)
    return tuple(
        {
            resource[:-1]
            for *parts, resource in found
            if resource.find("*") == len(resource) - 1
            and "?" not in resource
            and may_overlap_as_arns(head, ":".join((*parts, "")))
        }
    )


@lru_cache(maxsize=1 << 14)
def _may_fit(action: str, entry: str) -> bool:
    if "${" in entry:
        entry = _PLACEHOLDER.sub("*", entry)  # what a policy variable stands for may be anything
    if "*" in (action, entry) or has_symbol(action) or Arn.parse(entry) is None:
        return True
    named = reference.actions_matching(action)
    return not named or any(_fits(each, entry) for each in named)


def wanted(action: str) -> tuple[str, ...]:
    """The ARN patterns of what an action works on, the plainest first; none where it is asked of `*` alone."""
    patterns = {arn for each in reference.actions_matching(action) for arn in _arns(each)}
    return tuple(sorted(patterns, key=lambda arn: (len(arn), arn)))


def _fits(action: str, entry: str) -> bool:
    known, arn = reference.action(action), Arn.parse(entry)
    service = action.partition(":")[0]
    if known is None or arn is None or len(known.sources) < 2 or service in _APART:
        return True
    if not arn.resource.strip("*"):
        return True
    if types := _arns(action):
        return any(_is_one(entry, type) for type in types)
    is_sure = action in _OF_ALL or (known.access_level == "List" and service != "logs")
    return arn.service == service and not is_sure


@lru_cache(maxsize=4096)
def _arns(action: str) -> tuple[str, ...]:
    """The ARN patterns of the types of an action; `*` where the reference does not know one of them."""
    known = reference.action(action)
    service = reference.service(action.partition(":")[0])
    if known is None or service is None:
        return ("*",)
    types = (service.resource_types.get(each.name) for each in known.resource_types)
    return (*_arns_of(each.arns if each else ("*",) for each in types), *_ALSO.get(action, ()))


def _arns_of(types: Iterable[tuple[str, ...]]) -> Iterator[str]:
    return (_PLACEHOLDER.sub("*", arn) for arns in types for arn in arns)


def _is_one(entry: str, type: str) -> bool:
    """May the entry name something of the type? No bucket has a slash in its name."""
    if type == _BUCKET and "/" in entry:
        return False
    return may_overlap_as_arns(entry, type)


def is_alias_of_a_key(entry: str) -> bool:
    """Is this the ARN of an alias of KMS?"""
    arn = Arn.parse(entry) if ":alias/" in entry else None
    return arn is not None and arn.service == "kms" and arn.resource.startswith("alias/")


def is_of_versions(action: str) -> bool:
    """Is this action asked of versions in a model package group, and not of the group?

    https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-version.html
    """
    types = wanted(action) if action.lower().startswith("sagemaker:") else ()
    return _VERSION in types and not _is_of_groups(types)


def _is_of_groups(types: tuple[str, ...]) -> bool:
    """The group is only named beside a version where a version is made."""
    return _GROUP in types and types != tuple(sorted((_GROUP, _VERSION)))
