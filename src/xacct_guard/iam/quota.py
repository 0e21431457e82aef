"""How long AWS lets a policy be, in characters without white space.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from json.encoder import encode_basestring

from ..read import Raw
from ..span import Node
from .policy import PolicyKind
from .symbol import has_symbol, split_symbols

MANAGED_POLICY = 6_144
MANAGED_POLICIES_OF_ONE = 10
OF_KINDS = {
    PolicyKind.TRUST: ("a role trust policy", 4_096),
    PolicyKind.SCP: ("a service control policy", 10_240),
    PolicyKind.RCP: ("a resource control policy", 5_120),
    PolicyKind.ENDPOINT: ("a VPC endpoint policy", 20_480),
}
OF_RESOURCES = {
    "s3:bucket": ("a bucket policy", 20_480),
    "s3:accesspoint": ("an access point's policy", 20_480),
    "kms:key": ("a key policy", 32_768),
    "ecr:repository": ("a repository policy", 10_240),
    "sagemaker:model-package-group": ("the policy of a model package group", 20_480),
    "secretsmanager:secret": ("the policy of a secret", 20_480),
    "lambda:function": ("the policy of a function", 20_480),
    "codeartifact:domain": ("the policy of a domain", 7_168),
    "codeartifact:repository": ("the policy of a repository", 7_168),
    "sns:topic": ("the policy of a topic", 30_720),
    "sqs:queue": ("the policy of a queue", 8_192),
    "events:event-bus": ("the policy of an event bus", 10_240),
}
TRUST_BY_DEFAULT = 2_048
PRINCIPALS = {"sqs:queue": 50, "sns:topic": 200}
"""How many principals a policy may name.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html
https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html
"""
INLINE = {
    True: ("the inline policies of a role", 10_240),
    False: ("the inline policies of a user", 2_048),
}


def length_of(node: Node) -> int:
    """The characters of a document, without white space: at least so many, where parts are not known."""
    value = node.value
    if isinstance(value, str):
        return _length_of_text(value)
    if isinstance(value, tuple):
        return 2 + sum(map(length_of, value)) + max(len(value) - 1, 0)
    if isinstance(value, Raw) and (written := value.text).isascii():
        return len(written)
    if isinstance(value, Mapping):
        keys = sum(map(len, map(encode_basestring, value)))
        commas = max(len(value) - 1, 0)
        return 2 + keys + len(value) + sum(map(length_of, value.values())) + commas
    return len(json.dumps(value, default=str))


def _length_of_text(text: str) -> int:
    if not has_symbol(text):
        return len(encode_basestring(text))
    parts = split_symbols(text)
    known = (len(encode_basestring(part)) - 2 for part in parts if isinstance(part, str))
    least = (len(part.shape.replace("*", "")) for part in parts if not isinstance(part, str))
    return 2 + sum(known) + sum(least)
