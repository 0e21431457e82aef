"""A CloudTrail event with an error code, which says all that the message leaves out.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..graph.region import partition_of
from ..iam.operation import action_of
from .message import Denial

Event = Mapping[str, Any]
_RESOURCES = ("roleArn", "keyId", "resourceArn", "secretId", "functionName", "stateMachineArn")


def event_in(text: str) -> Event | None:
    """The event that a text is, also as `lookup-events` prints it; None where it is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(found, str):
        return event_in(found)
    if isinstance(found, Mapping) and isinstance(found.get("CloudTrailEvent"), str):
        return event_in(found["CloudTrailEvent"])
    return found if isinstance(found, Mapping) and "eventName" in found else None


def of_event(event: Event, said: Denial | None) -> Denial:
    """What an event says, and the message in it."""
    denial = said or Denial("event")
    prefix = str(event.get("eventSource") or "").partition(".")[0]
    operation = str(event["eventName"])
    action = action_of(operation, prefix or None)
    return replace(
        denial,
        principal=denial.principal or _asking(event),
        actions=denial.actions or ((action,) if action else ()),
        resource=denial.resource or _asked(event),
        operation=operation,
        context=_circumstances(event),
    )


def _asking(event: Event) -> str | None:
    who = event.get("userIdentity")
    if not isinstance(who, Mapping):
        return None
    if who.get("type") == "AWSService":
        return _text(who.get("invokedBy"))
    return _text(who.get("arn"))


def _asked(event: Event) -> str | None:
    """The ARN that the event lists, or that its parameters give."""
    listed = event.get("resources")
    for resource in listed if isinstance(listed, list) else ():
        if isinstance(resource, Mapping) and (arn := _text(resource.get("ARN"))):
            return arn
    parameters = event.get("requestParameters")
    if not isinstance(parameters, Mapping):
        return None
    if bucket := _text(parameters.get("bucketName")):
        key = _text(parameters.get("key"))
        whole = f"arn:{partition_of(_text(event.get('awsRegion')) or '')}:s3:::{bucket}"
        return f"{whole}/{key}" if key else whole
    found = (_text(parameters.get(name)) for name in _RESOURCES)
    return next((text for text in found if text and text.startswith("arn:")), None)


def _circumstances(event: Event) -> dict[str, str]:
    """The context keys that the event tells: endpoint or address, and region."""
    found = {}
    if endpoint := _text(event.get("vpcEndpointId")):
        found["aws:sourcevpce"] = endpoint
    elif (address := _text(event.get("sourceIPAddress"))) and re.fullmatch(r"[0-9a-f.:]+", address):
        found["aws:sourceip"] = address
    if region := _text(event.get("awsRegion")):
        found["aws:requestedregion"] = region
    return found


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
