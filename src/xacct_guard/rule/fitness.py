"""Fitness: does an action work on what an entry of Resource names?

Each action of the service authorization reference works on certain types of resources; one without any is
only ever asked of `*`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from ..iam import reference
from ..iam.arn import Arn
from ..iam.overlap import may_overlap_as_arns
from ..iam.pattern import glob
from ..iam.symbol import has_symbol
from .statements import head_of

_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")
_BUCKET = "arn:*:s3:::*"
_COLONS = 5
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
    if entry.isascii() and "${" not in entry:
        head = head_of(entry)
        name = entry[len(head) :]
        for is_one in _tests(action, head):
            if is_one(name):
                return True
    return _may_fit(action, entry)


# The names of an account's resources differ, what stands before them seldom.
@lru_cache(maxsize=1 << 12)
def _tests(action: str, head: str) -> tuple[Callable[[str], bool], ...]:
    """For each type that an action works on, and that may have this head: is this the name of one?"""
    arn = Arn.parse(head)
    return () if arn is None or has_symbol(action) else _tests_of_some(action, str(_of_some(arn)))


def _of_some(arn: Arn) -> Arn:
    """The same of another account: no type of resource is of one account."""
    is_id = len(arn.account) == 12 and arn.account.isdecimal()
    return replace(arn, account="0" * 12) if is_id else arn


@lru_cache(maxsize=1 << 12)
def _tests_of_some(action: str, head: str) -> tuple[Callable[[str], bool], ...]:
    types = {type for each in reference.actions_matching(action) for type in _arns(each)}
    found = ((type, head_of(type)) for type in sorted(types) if type.count(":") >= _COLONS)
    return tuple(
        _is_bucket if type == _BUCKET else glob(type[len(its) :])
        for type, its in found
        if may_overlap_as_arns(head, its)
    )


def _is_bucket(name: str) -> bool:
    return "/" not in name


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
