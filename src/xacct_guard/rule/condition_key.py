"""Condition keys: which there are, of what type, and which requests carry them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache, lru_cache

from ..iam import reference
from ..iam.conditions import operators
from ..iam.likeness import only_near
from ..iam.policy import Condition, SetOperator
from ..iam.reference.authorization import shared_document
from ..iam.truth import Truth, any_of

_LATER = {"aws:signinsessionarn": "ARN"}
"""Keys of every request that the packed reference is too old for, by their names in lower case.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""
_WITH_ENDPOINT_OWNER = frozenset(
    {
        *(
            "acm-pca",
            "applicationinsights",
            "apprunner",
            "athena",
            "cloudformation",
            "comprehendmedical",
        ),
        *(
            "compute-optimizer",
            "datasync",
            "discovery",
            "dynamodb",
            "ebs",
            "ecr",
            "ecs",
            "firehose",
        ),
        *(
            "gamelift",
            "healthlake",
            "iam",
            "iotfleetwise",
            "iotwireless",
            "kinesisanalytics",
            "kms",
        ),
        *(
            "lambda",
            "medical-imaging",
            "omics",
            "payment-cryptography",
            "polly",
            "rbin",
            "rekognition",
        ),
        *(
            "route53",
            "s3",
            "scheduler",
            "servicediscovery",
            "servicequotas",
            "shield",
            "ssm-contacts",
        ),
        *("storagegateway", "textract", "transcribe", "transfer"),
    }
)
"""The services that send `aws:VpceAccount` and its like.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpceaccount
"""
_FREE = re.compile(r"\$\{[^}]*\}|<[^>]*>|(?<=/)tag-key$")


def key_type(key: str) -> str | None:
    """The type of a condition key (`String`, `ARN`, `ArrayOfString`); None where there is no such key."""
    return reference.condition_key_type(key) or _LATER.get(key.lower())


def closest_key(key: str) -> str | None:
    """The key of the same prefix that is most like this one, spelled as AWS prints it."""
    known = {printed.lower(): printed for printed in _of_prefix(key.partition(":")[0].lower())}
    close = get_close_matches(key.lower(), known, n=1, cutoff=0.75)
    return _FREE.sub("<key>", known[close[0]]) if close else None


def meant_key(key: str) -> str | None:
    """The one key of the same prefix that a misspelt one surely means."""
    found = only_near(key, _of_prefix(key.partition(":")[0].lower()))
    return None if found is None or _FREE.search(found) else found


def tag_family(key: str) -> str | None:
    """The family that a key without the key of a tag belongs to: `aws:ResourceTag/` of `aws:ResourceTag`."""
    name = key.lower().removesuffix("/")
    families = (_FREE.split(printed)[0] for printed in _of_prefix(key.partition(":")[0].lower()))
    return next((each for each in families if each.lower() == f"{name}/"), None)


def _of_prefix(prefix: str) -> Iterable[str]:
    service = reference.service(prefix)
    shared = (key for key in shared_document()["keys"] if key.startswith(f"{prefix}:"))
    return (*(service.condition_keys if service else ()), *shared)


@lru_cache(maxsize=1 << 14)
def carries(action: str, key: str) -> Truth:
    """Does a request for this action carry this key of a service, going by AWS's own tables?

    An action that no key is listed for may carry some: those tables have gaps.
    """
    known = reference.action(action)
    if known is None or known.condition_keys is None:
        return Truth.UNKNOWN
    named = set(known.condition_keys).union(*_of_resources(known))
    if not named:
        return Truth.UNKNOWN
    return Truth.YES if any(reference.is_spelled(key, each) for each in named) else Truth.NO


def _of_resources(action: reference.ActionReference) -> Iterator[tuple[str, ...]]:
    service = reference.service(action.name.partition(":")[0])
    types = service.resource_types if service else {}
    for each in action.resource_types:
        yield each.condition_keys or ()
        yield types[each.name].condition_keys if each.name in types else ()


def any_carries(pattern: str, key: str) -> Truth:
    """Does a request for some action that a pattern stands for?"""
    found = reference.actions_matching(pattern)
    return any_of(carries(action, key) for action in found) if found else Truth.UNKNOWN


def carriers(key: str) -> tuple[str, ...]:
    """The actions of the key's own service whose requests carry it."""
    service = reference.service(key.partition(":")[0].lower())
    every = service.actions if service else ()
    return tuple(action for action in every if carries(action, key) is Truth.YES)


@cache
def knows_tags(prefix: str) -> Truth:
    """Do requests to a service carry the tags of the resource, for some of its resources at least?"""
    service = reference.service(prefix)
    if service is None:
        return Truth.UNKNOWN
    keys = (key.partition("/")[0].lower() for key in service.condition_keys)
    return Truth.YES if any(key.endswith(":resourcetag") for key in keys) else Truth.NO


def sends_endpoint_owner(prefix: str) -> Truth:
    """Do requests to a service carry whose VPC endpoint they came through (`aws:VpceAccount`)?"""
    if reference.service(prefix) is None:
        return Truth.UNKNOWN
    return Truth.YES if prefix in _WITH_ENDPOINT_OWNER else Truth.NO


@lru_cache(maxsize=1 << 12)
def is_everywhere(key: str) -> bool:
    """May requests to every service carry this key? It belongs to none, or goes from one to others."""
    prefix = key.partition(":")[0].lower()
    if prefix == "aws":
        return key_type(key) is not None
    shared = (each for each in shared_document()["keys"] if each.lower().startswith(f"{prefix}:"))
    return any(reference.is_spelled(key, each) for each in shared)


def is_multivalued(type: str) -> bool:
    """Has a key of this type a list of values?"""
    return type.startswith("ArrayOf")


def holds_without(condition: Condition) -> bool:
    """Does a condition hold for a request that does not carry its key?"""
    operator = operators()[condition.operator.lower()]
    if operator.on_presence:
        return any(value.text.lower() == "true" for value in condition.values)
    if condition.set_operator is SetOperator.ANY:
        return False
    return condition.if_exists or condition.set_operator is SetOperator.ALL or operator.negated


def reads_variables(condition: Condition) -> bool:
    """Does the operator replace policy variables?"""
    return operators()[condition.operator.lower()].variables


def is_negated(condition: Condition) -> bool:
    """Is this the negation of a comparison, as `StringNotEquals`?"""
    return operators()[condition.operator.lower()].negated


def written_operator(condition: Condition) -> str:
    """The operator as it stands in the policy: `ForAnyValue:StringLikeIfExists`."""
    before = f"{condition.set_operator.value}:" if condition.set_operator else ""
    return f"{before}{condition.operator}{'IfExists' if condition.if_exists else ''}"
