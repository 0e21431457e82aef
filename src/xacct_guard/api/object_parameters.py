"""Parameters of calls about objects of S3 that change, or add, what has to be allowed.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
"""

from __future__ import annotations

from collections.abc import Iterator

from ..iam.action import is_known_action
from ..span import Node

_FURTHER = {
    "ACL": "s3:PutObjectAcl",
    "GrantFullControl": "s3:PutObjectAcl",
    "GrantRead": "s3:PutObjectAcl",
    "GrantReadACP": "s3:PutObjectAcl",
    "GrantWriteACP": "s3:PutObjectAcl",
    "ObjectLockLegalHoldStatus": "s3:PutObjectLegalHold",
    "ObjectLockMode": "s3:PutObjectRetention",
    "Tagging": "s3:PutObjectTagging",
}


def of_a_version(action: str, parameters: Node) -> str:
    """The action that is asked for where the call names a version of an object."""
    if not action.startswith("s3:") or parameters.get("VersionId") is None:
        return action
    of_version = action.replace("Object", "ObjectVersion", 1)
    return of_version if is_known_action(of_version) else action


def further_actions(action: str, parameters: Node) -> Iterator[str]:
    """What writing an object with these parameters takes besides, each once."""
    if action == "s3:PutObject":
        given = (further for name, further in _FURTHER.items() if parameters.get(name) is not None)
        yield from dict.fromkeys(given)
