"""Grants on KMS keys: a third source of permission, next to key and identity policies.

https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .answer import NO, YES, Answer, answer, every, some, unknown
from .context import Missing, look_up, spelled
from .layers import KmsGrant
from .pattern import match
from .principal import By, Named, named_as
from .request import Otherwise, Request
from .symbol import symbols_in
from .wildcard import quoted

_PAIR = "kms:EncryptionContext:"
_WITH_CONTEXT = frozenset(
    {
        *("decrypt", "encrypt", "generatedatakey", "generatedatakeypair"),
        *("generatedatakeypairwithoutplaintext", "generatedatakeywithoutplaintext"),
        *("reencryptfrom", "reencryptto"),
    }
)
"""The operations that send an encryption context."""


def granted(grants: Iterable[KmsGrant], request: Request) -> Named:
    """For each way of naming the one who asks, whether some grant allows the request."""
    found: dict[By, list[Answer]] = {}
    for grant in grants:
        fits = every((_covers(grant, request), _constraints_hold(grant, request)))
        if fits.is_no:
            continue
        for by, said in named_as(grant.grantee, request).items():
            found.setdefault(by, []).append(every((said, fits)))
    return {by: some(answers) for by, answers in found.items()}


def _covers(grant: KmsGrant, request: Request) -> Answer:
    operation = request.action.partition(":")[2].lower()
    listed = any(one.lower() == operation for one in grant.operations)
    return YES if listed and request.service == "kms" else NO


def _constraints_hold(grant: KmsGrant, request: Request) -> Answer:
    """Subset: the pairs are in the encryption context. Equals: they are all of it.

    They bind the operations that send a context, and the grants that are made under the grant.
    https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html
    """
    equals, subset = grant.context_equals, grant.context_subset
    operation = request.action.partition(":")[2].lower()
    if operation == "creategrant" and (equals is not None or subset is not None):
        return unknown("how strict the constraints of the new grant are")
    if operation not in _WITH_CONTEXT:
        return YES
    wanted = {**(subset or {}), **(equals or {})}
    pairs = [_pair_is(key, value, request) for key, value in wanted.items()]
    if equals is not None:
        pairs.append(_nothing_but(equals, request))
    return every(pairs)


def _pair_is(key: str, value: str, request: Request) -> Answer:
    held = look_up(request, _PAIR + key)
    if held is Missing.UNKNOWN:
        return unknown(_PAIR + key)
    if not isinstance(held, str):
        return NO
    truth = match(quoted(value), held)
    names = (symbol.name for symbol in (*symbols_in(value), *symbols_in(held)))
    return answer(truth, names)


def _nothing_but(pairs: Mapping[str, str], request: Request) -> Answer:
    """Does the encryption context hold no other pair?"""
    names = {key.lower() for key in pairs}
    known = {_PAIR.lower() + name for name in names}
    context = request.context
    if any(key.startswith(_PAIR.lower()) and key not in known for key in context.values):
        return NO
    keys = look_up(request, "kms:EncryptionContextKeys")
    if isinstance(keys, (str, tuple)):
        listed = (keys,) if isinstance(keys, str) else keys
        return YES if names.issuperset(key.lower() for key in listed) else NO
    hidden = [key for key in context.unknown if key.startswith(_PAIR.lower()) and key not in known]
    if keys is Missing.UNKNOWN or hidden or context.otherwise is Otherwise.UNKNOWN:
        return unknown(*map(spelled, hidden or ["kms:EncryptionContextKeys"]))
    return YES
