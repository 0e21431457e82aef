"""API calls: what one asks of AWS, whoever makes it.

Where the call sets something going, `operations/` tells; any other call is one request for each resource
that its action needs, as far as its parameters name them.
"""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.key import key_arn
from ..graph.step import Page, Steps
from ..iam.action import is_known_action
from ..iam.operation import action_of, prefix_of
from ..iam.request import ContextValue
from ..operations import operations
from ..span import Node
from .about import resources_of
from .copied import but_for_source, read_for_copy
from .object_parameters import further_actions, of_a_version

__all__ = ["action_called", "called", "resources_of"]

_WRITING = Page.of("AmazonS3/latest/API", "API_PutObject.html")
_ENCRYPTION = "s3:x-amz-server-side-encryption"
_KEYS = {
    "s3:ListBucket": {"Prefix": "s3:prefix", "Delimiter": "s3:delimiter"},
    "s3:PutObject": {
        "ServerSideEncryption": _ENCRYPTION,
        "SSEKMSKeyId": f"{_ENCRYPTION}-aws-kms-key-id",
        "ACL": "s3:x-amz-acl",
        "CopySource": "s3:x-amz-copy-source",
        "GrantFullControl": "s3:x-amz-grant-full-control",
        "GrantRead": "s3:x-amz-grant-read",
        "GrantReadACP": "s3:x-amz-grant-read-acp",
        "GrantWriteACP": "s3:x-amz-grant-write-acp",
        "MetadataDirective": "s3:x-amz-metadata-directive",
        "StorageClass": "s3:x-amz-storage-class",
    },
}


def action_called(service: str, operation: str) -> str | None:
    """The IAM action behind an API operation, if the reference has it: `s3`, `listObjectsV2`."""
    if not operation:
        return None
    action = action_of(f"{operation[0].upper()}{operation[1:]}", prefix_of(service))
    return action if action is not None and is_known_action(action) else None


def called(action: str, parameters: Node, caller: Caller, says: str, page: Page) -> Steps:
    """The requests of one call, by its IAM action, and what follows of what it sets going."""
    known = operations().get(action)
    if known is not None:
        yield from known.steps(caller, parameters)
        return
    action = of_a_version(action, parameters)
    context, key = _context(action, parameters), None
    if action == "s3:PutObject":
        yield from read_for_copy(parameters, caller, says)
        parameters = but_for_source(parameters)
        named = parameters.text_at("SSEKMSKeyId")
        key = key_arn(named, caller.region, caller.account) if named is not None else None
    for resource in resources_of(action, parameters, caller):
        yield caller.ask(says, action, resource, page, context=context, key=key)
        for further in further_actions(action, parameters):
            yield caller.ask(says, further, resource, _WRITING, context=context)


def _context(action: str, parameters: Node) -> dict[str, ContextValue]:
    """The keys that parameters of calls to S3 become (list_amazons3.html)."""
    names = (
        {"VersionId": "s3:versionid", **_KEYS.get(action, {})} if action.startswith("s3:") else {}
    )
    found = ((key, parameters.text_at(name)) for name, key in names.items())
    return {key: value for key, value in found if value is not None}
