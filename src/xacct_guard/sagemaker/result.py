"""Result: what a job or an endpoint writes to S3, and the key it is put under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum

from ..graph.caller import Caller
from ..graph.step import Page, Step
from ..iam.request import ContextValue
from ..iam.symbol import Symbol
from . import kms_key
from .location import location_of
from .pages import seen

_SSE = "s3:x-amz-server-side-encryption"
_SSE_KEY = f"{_SSE}-aws-kms-key-id"
_API = Page.of("sagemaker/latest/APIReference", "API_OutputDataConfig.html")


class Without(StrEnum):
    """What is written under where nobody names a key."""

    OWN = "the key `aws/s3` of the role's account"  # said of models and transforms
    UNSAID = "nobody says: the bucket's own default, or `aws/s3`"


def written(
    worker: Caller,
    uri: str,
    says: str,
    *names: str,
    key: str | None,
    without: Without = Without.UNSAID,
    page: Page = _API,
    optional: bool = False,
) -> Iterator[Step]:
    """Put an object (`names` below the prefix) where the URI leads; `key` is the KMS key, as it is given.

    With a key, or where AWS says that `aws/s3` is used, the request bears the header for it.
    """
    place = location_of(uri, worker)
    if place is None:
        return
    target = place.below(*names) if names else place.below(str(Symbol("name of the object")))
    headers, under = _encrypted(worker, key, without)
    step = worker.ask(
        says,
        "s3:PutObject",
        target,
        page,
        context=headers,
        key=under,
        optional=optional,
        local=True,
    )
    unsaid = key is None and without is Without.UNSAID
    yield replace(step, unknown=frozenset({_SSE, _SSE_KEY}) if unsaid else frozenset())
    if key is not None:
        yield _encrypting(worker, key, optional=optional)


def _encrypted(
    worker: Caller, key: str | None, without: Without
) -> tuple[dict[str, ContextValue], str | None]:
    if key is not None:
        arn = kms_key.arn_of(key, worker)
        return {_SSE: "aws:kms", _SSE_KEY: kms_key.key_arn_of(key, worker)}, arn
    if without is Without.OWN:
        return {_SSE: "aws:kms"}, worker.arn("kms", "alias/aws/s3")
    return {}, None


def _encrypting(worker: Caller, key: str, *, optional: bool) -> Step:
    """`kms:Encrypt`, which AWS wants where the key is given by its id or alias, and S3 does not need."""
    by_arn = kms_key.is_by_arn(key)
    return kms_key.used_through(
        *("s3", worker, "encrypt the result under the key", "kms:Encrypt", key),
        page=seen(_API) if by_arn else _API,
        unknown=frozenset({"kms:encryptioncontext:aws:s3:arn", "kms:encryptioncontextkeys"}),
        optional=by_arn or optional,
    )
