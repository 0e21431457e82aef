"""Who can call an operation at all, whatever the policies say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from .request import PrincipalKind as Kind
from .request import Request

_WITH_LASTING_KEYS = (Kind.USER, Kind.ROOT)
_CALLERS: Mapping[str, tuple[tuple[Kind, ...], str]] = {
    "sts:assumerole": ((Kind.USER, Kind.SESSION, Kind.SERVICE), "assume roles"),
    "sts:getfederationtoken": (_WITH_LASTING_KEYS, "make a federated session"),
    "sts:getsessiontoken": (_WITH_LASTING_KEYS, "make a session of its own"),
}
"""Operations that not everyone can call: who can, and what the others cannot do."""

_WORDS: Mapping[Kind, str] = {
    Kind.ROOT: "the root user",
    Kind.SESSION: "the session of a role",
    Kind.FEDERATED_USER: "a federated user",
    Kind.ANONYMOUS: "a caller without credentials",
    Kind.PROVIDER: "a caller with nothing but a token",
    Kind.SERVICE: "a service",
}


@lru_cache(maxsize=1 << 12)
def cannot_call(kind: Kind, action: str) -> str | None:
    """Why callers of this kind cannot call the action (in lower case); None: policies decide.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
    https://docs.aws.amazon.com/kms/latest/APIReference/Welcome.html
    """
    service = action.partition(":")[0]
    if kind is Kind.FEDERATED_USER and service == "sts" and action != "sts:getcalleridentity":
        return f"{_WORDS[kind]} can call no operation of STS but GetCallerIdentity"
    if kind is Kind.ANONYMOUS and service == "kms":
        return f"{_WORDS[kind]} cannot use keys: KMS takes signed requests only"
    callers, what = _CALLERS.get(action, ((kind,), ""))
    return None if kind in callers else f"{_WORDS[kind]} cannot {what}"


_ON_BUCKET_POLICY = ("s3:deletebucketpolicy", "s3:getbucketpolicy", "s3:putbucketpolicy")


def may_be_owner_of_policy(request: Request) -> bool:
    """Is it the root user, about a bucket policy? None of the own account can lock it out of there.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
    """
    is_root = request.principal.kind is Kind.ROOT
    return is_root and request.action.lower() in _ON_BUCKET_POLICY
