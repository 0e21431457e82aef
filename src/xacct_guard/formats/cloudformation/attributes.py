"""What Ref and GetAtt give for a resource: its name, its ARN, what its service's table says.

Reference: AWSCloudFormation/latest/TemplateReference, "Return values" of each resource type.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ... import services
from ...iam.symbol import Symbol, has_symbol
from ...services import ResourceType
from ...span import Node, Span
from .template import Declaration

if TYPE_CHECKING:
    from .stack import Stack

_ROOM = 63 - 13 - 2  # the shortest limit of the names in our tables, a random part, two hyphens


def _iam(kind: str, named_by: str, ref: str, path: str = "{path}") -> ResourceType:
    arn = f"arn:{{partition}}:iam::{{account}}:{kind}{path}{{name}}"
    attributes = {"Arn": "{arn}", "PolicyArn": "{arn}"} if kind == "policy" else {"Arn": "{arn}"}
    return ResourceType(f"iam:{kind}", arn, named_by=named_by, ref=ref, attributes=attributes)


_IAM = {
    "AWS::IAM::Group": _iam("group", "GroupName", "name"),
    "AWS::IAM::InstanceProfile": _iam("instance-profile", "InstanceProfileName", "name"),
    "AWS::IAM::ManagedPolicy": _iam("policy", "ManagedPolicyName", "arn"),
    "AWS::IAM::Role": _iam("role", "RoleName", "name"),
    "AWS::IAM::OIDCProvider": _iam("oidc-provider", "Url", "arn", "/"),
    "AWS::IAM::SAMLProvider": _iam("saml-provider", "Name", "arn", "/"),
    "AWS::IAM::User": _iam("user", "UserName", "name"),
}


@dataclass(frozen=True, slots=True)
class Identity:
    """What a resource of a known type goes by once deployed."""

    name: str
    arn: str


def row_of(type: str) -> ResourceType | None:
    """The facts we have about a type."""
    found = _IAM.get(type) or services.of_cloudformation(type)
    return found if isinstance(found, ResourceType) else None


def identify(stack: Stack, declaration: Declaration, row: ResourceType) -> Identity:
    """The name and ARN of a resource."""
    given = stack.property(declaration, row.named_by) if row.named_by else None
    # the ARN of an OIDC provider has its URL without the scheme; no other name begins like that
    name = (given.text or "").removeprefix("https://") if given else None
    if not name:
        shape = _invented(stack.placement.stack, declaration.logical, row)
        name = str(Symbol(f"{stack.label}.{declaration.logical}", shape, created=True))
    path = stack.property(declaration, "Path") if "{path}" in row.arn else None
    words = _words(stack) | {"name": name, "path": (path.text if path else None) or "/"}
    return Identity(name, row.arn.format_map(words))


def arn_of_name(stack: Stack, row: ResourceType, name: str) -> str:
    """The ARN of a resource of this stack's account and region that is known by name."""
    return row.arn.format_map(_words(stack) | {"name": name, "path": "/"})


def value(stack: Stack, declaration: Declaration, attribute: str | None, at: Span) -> Node:
    """What Ref (`attribute` None) or GetAtt gives."""
    row = row_of(declaration.type)
    if row is None:
        return Node(_unlisted(stack, declaration, attribute), at)
    identity = identify(stack, declaration, row)
    if attribute is None:
        return Node(identity.arn if row.ref == "arn" else identity.name, at)
    if attribute in row.attributes:
        words = _words(stack) | {"name": identity.name, "arn": identity.arn}
        return Node(row.attributes[attribute].format_map(words), at)
    for known in row.attributes:
        if known.lower() == attribute.lower():
            message = f"`{declaration.logical}` has no attribute `{attribute}`"
            return stack.refused(message, at, f"did you mean `{known}`?")
    return Node(_unlisted(stack, declaration, attribute), at)


def _words(stack: Stack) -> dict[str, str]:
    place = stack.placement
    return {"partition": place.partition, "region": place.region, "account": place.account}


def _invented(stack: str, logical: str, row: ResourceType) -> str:
    """The shape of the name that CloudFormation gives a resource without one.

    Where stack and logical id do not fit the service's limit both are cut, and no page says where:
    nothing is claimed then (AWSCloudFormation/latest/TemplateReference/aws-properties-name.html).
    """
    if "{stack}" in row.unnamed and (has_symbol(stack) or len(stack) + len(logical) > _ROOM):
        return "*"
    shape = row.unnamed.format_map({"stack": stack, "logical": logical})
    return shape.lower() if row.lower else shape


def _unlisted(stack: Stack, declaration: Declaration, attribute: str | None) -> str:
    """A value that no table tells: it may be anything, a name that others write down as well."""
    logical = declaration.logical
    if declaration.type == "AWS::SSM::Parameter" and attribute == "Value":
        found = stack.property(declaration, "Value")
        if found is not None and found.text is not None:
            return found.text
    if declaration.type == "AWS::IAM::Role" and attribute == "RoleId":
        return str(Symbol(f"{stack.label}.{logical}.RoleId", "AROA*", created=True))
    kind = declaration.type.rpartition("::")[2]
    if declaration.type.startswith("AWS::") and attribute in ("Arn", f"{kind}Arn"):
        return str(Symbol(f"{stack.label}.{logical}.Arn", "arn:*"))
    return str(Symbol(".".join(filter(None, (stack.label, logical, attribute)))))
