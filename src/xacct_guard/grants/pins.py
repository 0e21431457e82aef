"""Pins: what a bucket refuses whoever asks, since no traced request asks for it in that way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..graph.model import Resource
from ..iam.match import speaks_about
from ..iam.policy import PolicyKind
from ..iam.request import Request
from ..repair.grant import is_open
from ..services.s3 import default_key
from .document import Json, Line, document_of, policy_of

_HOW = "s3:x-amz-server-side-encryption"
_KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id"


def pins_of(bucket: str, held: Resource | None, requests: Sequence[Request]) -> tuple[Line, ...]:
    """The Deny statements of a bucket: TLS, and the encryption that all its writers use.

    `requests` are all that are traced on the bucket and its objects, `held` the bucket as it is declared. A
    pin that one of them does not pass for sure is left out.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
    """
    lines = (_tls(bucket), *_encryption(bucket, held, requests))
    return tuple(line for line in lines if not _stops_any(line, requests))


def _tls(bucket: str) -> Line:
    written = {
        "Sid": "TlsAlone",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [bucket, f"{bucket}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return Line(written, ("nobody reads along: requests without TLS are refused",), keeps=True)


def _encryption(bucket: str, held: Resource | None, requests: Iterable[Request]) -> Iterator[Line]:
    """Objects are written under the keys that the paths name, or as the bucket does by itself.

    Where the bucket says how it encrypts by itself, a request that names nothing is exempt: S3 then does
    that (AmazonS3/latest/userguide/specifying-kms-encryption.html).
    """
    writing = [each for each in requests if each.action.lower() == "s3:putobject"]
    default = default_key(held) if held else None
    keys = _values(_KEY, writing)
    if not writing or (default is None and not keys):
        return
    how = _values(_HOW, writing) or ("aws:kms",)
    keys = keys or tuple(filter(None, (default,)))
    decides = held is not None and "encryption" in held.facts
    for sid, key, values in (("UnderKms", _HOW, how), ("UnderTheKey", _KEY, keys)):
        silent = decides or any(key not in each.context.values for each in writing)
        if not any(is_open(one) or ":alias/" in one or one == "AES256" for one in values):
            yield _pin(f"Encrypted{sid}", bucket, key, values, silent)


def _values(key: str, requests: Iterable[Request]) -> tuple[str, ...]:
    held = (request.context.values.get(key) for request in requests)
    return tuple(sorted({one for one in held if isinstance(one, str)}))


def _pin(sid: str, bucket: str, key: str, values: Sequence[str], silent: bool) -> Line:
    """Refuses to write an object under anything else; `silent` exempts requests without the header."""
    conditions: dict[str, Json] = {
        "StringNotEquals": {key: values[0] if len(values) == 1 else list(values)}
    }
    if silent:
        conditions["Null"] = {key: "false"}
    written = {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": f"{bucket}/*",
        "Condition": conditions,
    }
    return Line(written, ("every path that writes here encrypts like this",), keeps=True)


def _stops_any(line: Line, requests: Iterable[Request]) -> bool:
    """May the statement speak about one of these?"""
    (statement,) = policy_of(document_of((line,)), PolicyKind.RESOURCE, line.sid).statements
    return any(not speaks_about(statement, request).is_no for request in requests)
