"""The conditions that belong to a grant: what of its circumstances a request is known to tell AWS."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..iam.arn import Arn
from ..iam.deputy import AT_RESOURCES, SILENT_ABROAD, WITH_ROLES
from ..iam.policy import PolicyKind
from ..iam.request import ContextValue, PrincipalKind, Request
from ..iam.symbol import Symbol, split_symbols
from ..repair.grant import held_to, is_open
from ..services import of_arn
from .grant import Condition

_OPEN = re.compile(r"[?*]([-?*]*[?*])?")
_GRANT = "kms:grantisforawsresource"
_STATUS = "sagemaker:ModelApprovalStatus"
_OF_STATUS = ("sagemaker:createmodelpackage", "sagemaker:updatemodelpackage")


def pattern_of(text: str) -> str:
    """The text with what is known of each part that nobody knows; what the estate makes keeps its name.

    Of `????-*` no more is known than that there is something: AWS asks for a stack that is not yet there as
    `stack/NAME/*`, which letter by letter would not match.
    """
    parts = split_symbols(text)
    return "".join(
        _OPEN.sub("*", part.shape) if isinstance(part, Symbol) and not part.created else str(part)
        for part in parts
    )


def conditions_of(
    kind: PolicyKind, request: Request, *, private: bool, abroad: bool
) -> tuple[Condition, ...]:
    """What keeps a grant of this request narrow, sorted.

    `private` says that all such requests come through the endpoint that this one comes through, `abroad`
    that a role which is taken on goes on to another account.
    """
    return tuple(sorted(_each(kind, request, private=private, abroad=abroad)))


def _each(
    kind: PolicyKind, request: Request, *, private: bool, abroad: bool
) -> Iterator[Condition]:
    if kind is PolicyKind.ENDPOINT:
        if (who := held_to(request)) is not None:
            yield equal_to("aws:PrincipalArn", who)
        return
    for key in _telling(kind, request, private=private, abroad=abroad):
        held = request.context.values.get(key.lower())
        if held is not None:
            yield equal_to(key, held)
    if "true" in request.context.values.get(_GRANT, ()):
        yield "Bool", "kms:GrantIsForAWSResource", ("true",)


def _telling(kind: PolicyKind, request: Request, *, private: bool, abroad: bool) -> Iterator[str]:
    """The keys that tell this request from others like it."""
    action = request.action.lower()
    if action == "iam:passrole":
        yield "iam:PassedToService"
    if request.service == "kms":
        yield "kms:ViaService"
        yield from _encryption_context(request)
    if action == "s3:listbucket" and request.context.values.get("s3:prefix"):
        yield "s3:prefix"
    if action in _OF_STATUS:
        yield _STATUS
    if action == "cloudwatch:putmetricdata":  # metrics have no ARN
        yield "cloudwatch:namespace"
    if private:
        yield "aws:SourceVpce"
    if kind is PolicyKind.IDENTITY:
        return
    if action == "sts:assumerole":
        yield "sts:ExternalId"
    if _tells_for_whom(request, abroad=abroad):
        yield from ("aws:SourceAccount", "aws:SourceArn")


def _encryption_context(request: Request) -> Iterator[str]:
    """What a service says the data is, by pair: for Amazon S3 the object, or its bucket with a bucket key.

    https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
    """
    pairs = request.context.values.get("kms:encryptioncontextkeys", ())
    for name in (pairs,) if isinstance(pairs, str) else pairs:
        yield f"kms:EncryptionContext:{name}"


def _tells_for_whom(request: Request, *, abroad: bool) -> bool:
    """Does a page say that the service tells for whom it comes, on this kind of request?"""
    service = request.principal.arn
    if request.principal.kind is not PrincipalKind.SERVICE:
        return False
    if request.action.lower() == "sts:assumerole":
        return service in WITH_ROLES and not (abroad and service == SILENT_ABROAD)
    row = of_arn(request.resource)
    return row is not None and (service, row.name) in AT_RESOURCES


def equal_to(key: str, held: ContextValue) -> Condition:
    """A condition: equal to the value; like it, where a part of it is not known or is a pattern."""
    values = (held,) if isinstance(held, str) else held
    written = tuple(sorted(map(pattern_of, values)))
    loose = any(map(is_open, values)) or any("*" in value for value in written)
    of_arns = key in ("aws:SourceArn", "aws:PrincipalArn") and all(map(Arn.parse, written))
    return f"{'Arn' if of_arns else 'String'}{'Like' if loose else 'Equals'}", key, written
