"""Event: one request as CloudTrail recorded it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_REFUSED = ("accessdenied", "unauthorized", "notauthorized", "authorizationerror")
"""How the codes of refusals begin or end, whatever the service: `Client.UnauthorizedOperation`.

https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
"""


@dataclass(frozen=True, slots=True)
class Event:
    """Who asked for what, when, and whether it was refused.

    `principal` is the ARN of a role, a user or an identity provider, or the name of a service; empty where the
    event names nobody, as in the account of a resource that another account asked for: there `account` alone
    is told. `resources` are the ARNs that the event has, none where it has none. `same_as` is what the
    records of one request in several accounts share.
    """

    source: str
    name: str
    principal: str
    account: str
    resources: tuple[str, ...]
    at: str
    refused: bool
    is_data: bool
    of_a_version: bool
    same_as: str


def event_of(record: Mapping[str, Any]) -> Event | None:
    """The event of a record; None where it has not the members of one.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
    """
    source, name, who = (record.get(key) for key in ("eventSource", "eventName", "userIdentity"))
    if not isinstance(source, str) or not isinstance(name, str) or not isinstance(who, Mapping):
        return None
    asked = record.get("requestParameters")
    code = _text(record, "errorCode").lower()
    return Event(
        source,
        name,
        _principal(who),
        _text(who, "accountId"),
        tuple(dict.fromkeys(_resources(record, asked if isinstance(asked, Mapping) else {}))),
        _text(record, "eventTime"),
        refused=any(one in code for one in _REFUSED),
        is_data=record.get("eventCategory") == "Data" or record.get("managementEvent") is False,
        of_a_version=isinstance(asked, Mapping) and bool(_text(asked, "versionId")),
        same_as=_text(record, "sharedEventID") or _text(record, "eventID"),
    )


def _principal(who: Mapping[str, Any]) -> str:
    """Whose rights were asked for.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
    """
    kind = _text(who, "type")
    session = who.get("sessionContext")
    issuer = session.get("sessionIssuer") if isinstance(session, Mapping) else None
    if isinstance(issuer, Mapping) and (arn := _text(issuer, "arn")):
        return arn
    if kind == "AWSService":
        return _text(who, "invokedBy")
    if kind in ("WebIdentityUser", "SAMLUser"):
        return _text(who, "identityProvider")
    return "" if kind == "AWSAccount" else _text(who, "arn")


def _resources(record: Mapping[str, Any], asked: Mapping[str, Any]) -> Iterator[str]:
    listed = record.get("resources")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, Mapping) and (arn := _text(one, "ARN") or _text(one, "arn")):
            yield arn
    if _text(record, "eventSource") == "sts.amazonaws.com" and (role := _text(asked, "roleArn")):
        yield role


def _text(of: Mapping[str, Any], key: str) -> str:
    held = of.get(key)
    return held if isinstance(held, str) else ""
