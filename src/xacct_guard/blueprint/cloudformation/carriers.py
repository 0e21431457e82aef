"""What CloudFormation puts a policy on a resource with: a resource of its own, or the whole resource.

References: AWSCloudFormation/latest/TemplateReference, the page of each type.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ...grants.generate import Generated
from ...iam.policy import PolicyKind
from ...iam.symbol import has_symbol
from ...services import ResourceType, of_arn
from ...span import Node
from ..arn_parts import name_in
from ..permission import permissions
from ..protected import is_protected
from ..queue_url import queue_url
from ..reasons import reasons
from .call import Noted
from .wording import Wording

Resources = Iterator[tuple[str, object]]
"""What a logical id ends in, and the resource."""


@dataclass(frozen=True, slots=True)
class OfItsOwn:
    """A type that only puts a policy on something: which property names that, how, and has the document."""

    type: str
    target: str
    document: str
    named: Callable[[str], str]
    many: bool = False


def _itself(arn: str) -> str:
    return arn


_OF_THEIR_OWN: Mapping[str, OfItsOwn] = {
    "s3:bucket": OfItsOwn("AWS::S3::BucketPolicy", "Bucket", "PolicyDocument", name_in),
    "sns:topic": OfItsOwn("AWS::SNS::TopicPolicy", "Topics", "PolicyDocument", _itself, many=True),
    "sqs:queue": OfItsOwn(
        "AWS::SQS::QueuePolicy", "Queues", "PolicyDocument", queue_url, many=True
    ),
    "secretsmanager:secret": OfItsOwn(
        "AWS::SecretsManager::ResourcePolicy", "SecretId", "ResourcePolicy", _itself
    ),
    "kinesis:stream": OfItsOwn(
        "AWS::Kinesis::ResourcePolicy", "ResourceArn", "ResourcePolicy", _itself
    ),
}


_PRIMARY = "PrimaryKeyArn"
"""What a replica of a key has: it takes its id from another, and cannot be made before that."""
_MORE_THAN_A_NAME = ("codeartifact:repository", "dynamodb:table", "s3:accesspoint")
"""What nobody can make who knows its name alone: its keys, its bucket or its domain belong to it."""


def whole(policy: Generated) -> ResourceType | None:
    """The type of resource whose property the policy is, where a template can make that resource.

    What is there already under an id that AWS drew by lot cannot be made again.
    """
    row = of_arn(policy.attached_to)
    if policy.kind not in (PolicyKind.RESOURCE, PolicyKind.ENDPOINT) or row is None:
        return None
    if row.policy is None or row.cfn is None or row.name in (*_OF_THEIR_OWN, "events:event-bus"):
        return None
    return row if row.named_by or has_symbol(policy.attached_to) else None


def can_set(policy: Generated, made: Node | None) -> bool:
    """Can a template set this policy? `made` are the properties of what carries it."""
    row = of_arn(policy.attached_to)
    if policy.kind in (PolicyKind.IDENTITY, PolicyKind.TRUST):
        return not is_protected(policy)
    if (kind := whole(policy)) is not None:
        if made is None:
            return kind.name not in _MORE_THAN_A_NAME
        return made.get(_PRIMARY) is None
    if row is not None and row.name == "lambda:function":
        return all(permissions(line, policy.attached_to) is not None for line in policy.lines)
    return row is not None and (row.name in _OF_THEIR_OWN or row.name == "events:event-bus")


def resources_of(policy: Generated, wording: Wording, made: Node | None) -> Resources:
    """The resources that set a policy which `can_set`; `made` are the properties of what carries it."""
    row = of_arn(policy.attached_to)
    assert row is not None
    if whole(policy) is not None:
        yield "", _whole(policy, row, wording.without(policy.attached_to), made)
    elif row.name == "lambda:function":
        yield from _permissions(policy, wording)
    elif row.name == "events:event-bus":
        yield from _bus_policies(policy, wording)
    else:
        yield "Policy", _own(policy, _OF_THEIR_OWN[row.name], wording)


def _own(policy: Generated, form: OfItsOwn, wording: Wording) -> object:
    target = wording.text(form.named(policy.attached_to))
    return {
        "Type": form.type,
        "Properties": {
            form.target: [target] if form.many else target,
            form.document: wording.document(policy),
        },
    }


def _whole(policy: Generated, row: ResourceType, wording: Wording, made: Node | None) -> object:
    """The resource with all that its template says of it, and the generated policy in place of its own."""
    assert row.policy is not None
    place, *within = row.policy.split(".")
    properties = {
        name: wording.value(node)
        for name, node in (made.mapping if made else {}).items()
        if name != place
    }
    if row.named_by:
        properties[row.named_by] = wording.text(_own_name(policy, row))
    document: object = wording.document(policy)
    for name in reversed(within):
        document = {name: document}
    return {
        "Type": row.cfn,
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": {**properties, place: document},
    }


def _own_name(policy: Generated, row: ResourceType) -> str:
    """Its name, without that of what it is within."""
    name = name_in(policy.attached_to)
    return name.partition("/")[2] if row.within else name


def _permissions(policy: Generated, wording: Wording) -> Resources:
    for line in policy.lines:
        for one in permissions(line, policy.attached_to) or ():
            properties = {
                "FunctionName": wording.text(one.function),
                "Action": one.action,
                "Principal": wording.text(one.principal),
                **{name: wording.text(value) for name, value in one.conditions.items()},
            }
            written = {"Type": "AWS::Lambda::Permission", "Properties": properties}
            yield "Permission", Noted(written, tuple(reasons(line)))


def _bus_policies(policy: Generated, wording: Wording) -> Resources:
    for line in policy.lines:
        statement = {name: each for name, each in line.written.items() if name != "Sid"}
        properties = {
            "EventBusName": wording.text(name_in(policy.attached_to)),
            "StatementId": line.sid[:64],
            "Statement": wording.statement(statement),
        }
        written = {"Type": "AWS::Events::EventBusPolicy", "Properties": properties}
        yield "Policy", Noted(written, tuple(reasons(line)))
