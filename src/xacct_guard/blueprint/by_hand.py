"""Policies that no resource of a format can set: a document, and the command that sets it."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping

from ..grants.generate import Generated
from ..iam.arn import Arn
from ..iam.symbol import Symbol, shown, split_symbols
from ..terminal.json_text import json_text
from . import Document
from .arn_parts import name_in
from .file_names import file_name
from .piece import Place

_COMMANDS = {
    ("kms", "key"): (
        "aws kms put-key-policy --key-id {name} --policy-name default --policy file://{file}"
    ),
    ("ec2", "vpc-endpoint"): (
        "aws ec2 modify-vpc-endpoint --vpc-endpoint-id {name} --policy-document file://{file}"
    ),
    ("dynamodb", "table"): (
        "aws dynamodb put-resource-policy --resource-arn {arn} --policy file://{file}"
    ),
    ("s3", "accesspoint"): (
        "aws s3control put-access-point-policy --account-id {account} --name {name}"
        " --policy file://{file}"
    ),
    ("codeartifact", "domain"): (
        "aws codeartifact put-domain-permissions-policy --domain {name}"
        " --policy-document file://{file}"
    ),
    ("codeartifact", "repository"): (
        "aws codeartifact put-repository-permissions-policy --domain {head} --repository {tail}"
        " --policy-document file://{file}"
    ),
}
"""kms/latest/APIReference/API_PutKeyPolicy.html, AWSEC2/latest/APIReference/API_ModifyVpcEndpoint.html,
amazondynamodb/latest/APIReference/API_PutResourcePolicy.html,
AmazonS3/latest/API/API_control_PutAccessPointPolicy.html,
codeartifact/latest/APIReference/API_PutDomainPermissionsPolicy.html,
codeartifact/latest/APIReference/API_PutRepositoryPermissionsPolicy.html.
"""


def by_hand(policy: Generated, place: Place, name_of: Callable[[Symbol], str]) -> Document:
    """The policy as a JSON file; `${Name}` in it stands for a value that has to be put there."""
    used: dict[str, None] = {}

    def told(value: object) -> object:
        if isinstance(value, Mapping):
            return {key: told(each) for key, each in value.items()}
        if isinstance(value, (list, tuple)):
            return [told(each) for each in value]
        return _told(value) if isinstance(value, str) else value

    def _told(text: str) -> str:
        parts = []
        for part in split_symbols(text):
            if isinstance(part, Symbol):
                used[name_of(part)] = None
            parts.append(f"${{{name_of(part)}}}" if isinstance(part, Symbol) else part)
        return "".join(parts)

    arn = Arn.parse(policy.attached_to)
    name = name_in(policy.attached_to)
    file = f"{policy.kind}-{file_name(name)}.json"
    command = _COMMANDS.get((arn.service, arn.type), "") if arn else ""
    head, _, tail = name.partition("/")
    said = {
        "name": name,
        "head": head,
        "tail": tail,
        "arn": policy.attached_to,
        "account": place.account,
    }
    words = {key: shlex.quote(_told(each)) for key, each in said.items()} | {"file": "{file}"}
    return Document(
        file,
        json_text(told(policy.document)),
        place.account,
        place.region,
        f"the policy of `{shown(policy.attached_to)}`, which has to be set by hand",
        f"{command.format(**words)} --region {place.region}" if command else "",
        takes=tuple(used),
        sets=(policy,),
    )
