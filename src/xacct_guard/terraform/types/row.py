"""TerraformType: a type of resource, and where it differs from CloudFormation's for the same thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from ... import services
from ...services import PolicyType, ResourceType
from ...span import Node


@dataclass(frozen=True, slots=True)
class TerraformType:
    """A type of resource: `cfn` is the CloudFormation type that says the same, if there is one.

    `names` gives the property of an argument (at any depth) that is not simply in camel case; `single`
    are the blocks that are one object in CloudFormation and a list of one here; `adapt` changes the
    properties where this does not do. `named_by` is the argument that names it, `id` what its `id` is,
    `attributes` what else Terraform computes (templates over `{name}` and `{arn}`). A resource that only
    sets a property of another says which (`sets`), of what kind (`of`), and by what argument (`target`): to
    its own property `value`, or to all of them, or, where there may be `many`, to one more of a list.
    `holds` is the property that is its own policy, where CloudFormation has a type apart for that.
    `parts` are resources that CloudFormation has apart and Terraform inside this one: from the
    properties and the name, the CloudFormation type and the properties of each.
    """

    cfn: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    single: tuple[str, ...] = ()
    adapt: Callable[[Node], Node] | None = None
    named_by: str | None = "name"
    id: str = "{name}"
    attributes: Mapping[str, str] = field(default_factory=dict)
    policy: PolicyType | None = None
    holds: str = ""
    sets: str = ""
    value: str = ""
    many: bool = False
    of: str = ""
    target: str = ""
    parts: Callable[[Node, str], Iterable[tuple[str, Node]]] | None = None

    def bare(self, given: str) -> str:
        """The name in the argument that names it: an address, `alias/name` and an ARN have more around it."""
        # the ARN of an OIDC provider has its URL without the scheme; that of a replica its key's id
        text = given.removeprefix("https://").removeprefix("alias/")
        return text.rpartition("/")[2] if text.startswith("arn:") else text

    @property
    def row(self) -> ResourceType | PolicyType | None:
        """The facts of the service about it."""
        return self.policy or _IAM.get(self.cfn) or services.of_cloudformation(self.cfn)


def _iam(kind: str, named_by: str, path: str = "{path}") -> ResourceType:
    arn = f"arn:{{partition}}:iam::{{account}}:{kind}{path}{{name}}"
    return ResourceType(f"iam:{kind}", arn, named_by=named_by)


_IAM = {
    "AWS::IAM::Group": _iam("group", "Name"),
    "AWS::IAM::InstanceProfile": _iam("instance-profile", "Name"),
    "AWS::IAM::ManagedPolicy": _iam("policy", "Name"),
    "AWS::IAM::Role": _iam("role", "Name"),
    "AWS::IAM::OIDCProvider": _iam("oidc-provider", "Url", "/"),
    "AWS::IAM::SAMLProvider": _iam("saml-provider", "Name", "/"),
    "AWS::IAM::User": _iam("user", "Name"),
}
