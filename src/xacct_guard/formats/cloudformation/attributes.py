"""What Ref and GetAtt give for a resource: its name, its ARN, what its service's table says.

Reference: AWSCloudFormation/latest/TemplateReference, "Return values" of each resource type.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from ... import services
from ...iam.arn import Arn
from ...iam.symbol import Symbol, has_symbol, shown
from ...services import ResourceType
from ...span import Node, Span
from .stack import Stack
from .template import Declaration, Existing

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_UNTOLD = Existing()
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
    given = at_route(stack, declaration, row.named_by) if row.named_by else None
    known = declaration.existing or _UNTOLD
    name = known.name or (_bare(given.text or "") if given else _name_in(known.arn))
    if known.arn:
        return Identity(name or known.arn, known.arn)
    if not name:
        shape = _invented(stack.placement.stack, declaration.logical, row)
        name = str(Symbol(f"{stack.label}.{declaration.logical}", shape, created=True))
    words = _words(stack, declaration, row) | {"name": name}
    return Identity(name, services.arn_of(row, words, _unique(stack, declaration)))


def _name_in(arn: str) -> str:
    found = Arn.parse(arn) if arn else None
    return found.name if found else ""


def _bare(given: str) -> str:
    """The name, where the property may hold more: an ARN, an address."""
    # The ARN of an OIDC provider has its URL without the scheme; an alias is written `alias/name`.
    given = given.removeprefix("https://").removeprefix("alias/")
    arn = Arn.parse(given)
    return arn.name if arn else given


def at_route(stack: Stack, declaration: Declaration, route: str) -> Node | None:
    """What stands at a route (`a.b[0].c`) below the properties; the open value that hides it, if one does."""
    first, *rest = (int(index) if index else name for name, index in _STEP.findall(route))
    node = stack.property(declaration, str(first))
    for step in rest:
        if node is None or has_symbol(node.text or ""):
            break
        node = node.get(step)
    return node


def arn_of_name(stack: Stack, row: ResourceType, name: str) -> str:
    """The ARN of a resource of this stack's account and region that is known by name."""

    def unique(what: str, shape: str) -> str:
        return str(Symbol(f"{what} of {shown(name)}", shape))

    return services.arn_of(row, _words(stack) | {"name": name}, unique)


def value(stack: Stack, declaration: Declaration, attribute: str | None, at: Span) -> Node:
    """What Ref (`attribute` None) or GetAtt gives."""
    row = row_of(declaration.type)
    if row is None:
        return Node(_unlisted(stack, declaration, attribute), at)
    identity = identify(stack, declaration, row)
    if attribute is not None and attribute.startswith("Outputs."):
        said = _output(stack, declaration, attribute.removeprefix("Outputs."), at)
        return said or Node(_unlisted(stack, declaration, attribute), at)
    if attribute is None and row.ref in ("arn", "name"):
        return Node(identity.arn if row.ref == "arn" else identity.name, at)
    if attribute is None or attribute in row.attributes:
        template = row.attributes[attribute] if attribute else row.ref
        words = _words(stack, declaration, row) | {"name": identity.name, "arn": identity.arn}
        if "{uuid}" in template:
            words["uuid"] = _unique(stack, declaration)("id", services.UUID)
        return Node(template.format_map(words), at)
    for known in row.attributes:
        if known.lower() == attribute.lower():
            message = f"`{declaration.logical}` has no attribute `{attribute}`"
            return stack.refused(message, at, f"did you mean `{known}`?")
    return Node(_unlisted(stack, declaration, attribute), at)


def _output(stack: Stack, declaration: Declaration, name: str, at: Span) -> Node | None:
    """What an output of a nested stack says; None where its template is not here."""
    for child in stack.nested(declaration):
        found = stack.abroad(partial(child.output, name))
        if found is not None:
            return Node(found, at)
        if child.template.generated is None:
            message = f"the template of `{declaration.logical}` has no output `{name}`"
            return stack.refused(message, at)
    return None


def _words(
    stack: Stack, declaration: Declaration | None = None, row: ResourceType | None = None
) -> dict[str, str]:
    """What ARNs and attributes are made of; of a resource also its path and what it is part of."""
    place = stack.placement
    words = {"partition": place.partition, "region": place.region, "account": place.account}
    if declaration is None or row is None:
        return words
    path = stack.property(declaration, "Path") if "{path}" in row.arn else None
    words["path"] = (path.text if path else None) or "/"
    if row.within is not None:
        within = stack.property(declaration, row.within)
        name = (within.text if within else None) or "default"
        arn = Arn.parse(name)
        name = arn.name if arn else name
        words["within"] = "" if name == "default" and "{prefix}" in row.arn else name
    return words


def _unique(stack: Stack, declaration: Declaration) -> Callable[[str, str], str]:
    """What AWS draws by lot for a resource."""

    def unique(what: str, shape: str) -> str:
        return str(Symbol(f"{stack.label}.{declaration.logical}.{what}", shape, created=True))

    return unique


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
    if attribute and declaration.type.startswith("AWS::") and "Custom" not in declaration.type:
        written = at_route(
            stack, declaration, attribute
        )  # an attribute named like a property is it
        if written is not None and written.text is not None:
            return written.text
    if declaration.type == "AWS::IAM::Role" and attribute == "RoleId":
        return str(Symbol(f"{stack.label}.{logical}.RoleId", "AROA*", created=True))
    kind = declaration.type.rpartition("::")[2]
    if declaration.type.startswith("AWS::") and attribute in ("Arn", f"{kind}Arn"):
        return str(Symbol(f"{stack.label}.{logical}.Arn", "arn:*"))
    return str(Symbol(".".join(filter(None, (stack.label, logical, attribute)))))
