"""What `aws iam get-account-authorization-details` prints: the principals of an account, whole.

Reference: IAM API reference, API_GetAccountAuthorizationDetails.html. The API percent-encodes
policy documents; the CLI decodes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from string import hexdigits

from ..errors import InputError, XacctGuardError
from ..graph.model import Attached, Parts, Placement, Role
from ..graph.tags import Tags
from ..iam.arn import Arn
from ..iam.grammar import parse_policy
from ..iam.policy import Policy, PolicyKind, Written
from ..read import read_embedded
from ..span import Node
from . import Format, Lookup, Parameters

_LISTS = ("RoleDetailList", "UserDetailList", "GroupDetailList", "Policies")


@dataclass
class LoadedDetails:
    """The roles and users of an account; what of it cannot be read is put down in `failures`."""

    document: Node
    failures: list[XacctGuardError] = field(default_factory=list)

    def parts(self) -> Parts:
        """Roles, users with the policies of their groups, and every managed policy in force."""
        groups = {_text(group, "GroupName"): group for group in self._all("GroupDetailList")}
        roles = (self._role(node) for node in self._all("RoleDetailList"))
        users = (self._user(node, groups) for node in self._all("UserDetailList"))
        found = Parts(
            roles=tuple(role for role in (*roles, *users) if role is not None),
            attached=tuple(self._managed()),
        )
        return replace(found, failures=tuple(self.failures))

    def reference(self, path: str) -> str | None:  # noqa: ARG002
        """An account has no values by name."""
        return None

    def _all(self, name: str) -> tuple[Node, ...]:
        found = self.document.get(name)
        return found.items if found else ()

    def _role(self, node: Node) -> Role | None:
        role = self._principal(node, (node,), "RolePolicyList")
        if role is None:
            return None
        trust = self._policy(node, "AssumeRolePolicyDocument", PolicyKind.TRUST, role.name)
        return replace(role, trust=trust)

    def _user(self, node: Node, groups: Mapping[str, Node]) -> Role | None:
        named = node.get("GroupList")
        names = [item.text or "" for item in named.items] if named else []
        lost = next((name for name in names if name not in groups), None)
        held = [groups[name] for name in names if name in groups]
        user = self._principal(node, (node, *held), "UserPolicyList")
        if user is None or lost is None:
            return user
        return replace(user, held=False, absent=f"policies of group {lost}")

    def _principal(self, node: Node, holders: Iterable[Node], inline: str) -> Role | None:
        """A role or user, with the policies of everybody whose policies it has."""
        written = node.get("Arn")
        arn = Arn.parse(written.text or "") if written else None
        if arn is None:
            self.failures.append(
                InputError("a principal without an ARN", at=node.span, help="give its `Arn`")
            )
            return None
        every = tuple(holders)
        lists = (inline, "GroupPolicyList")
        inlines = [self._inline(each) for holder in every for each in _items(holder, lists)]
        boundary = node.get("PermissionsBoundary", "PermissionsBoundaryArn")
        return Role(
            arn=str(arn),
            account=arn.account,
            name=arn.name,
            path=_text(node, "Path") or "/",
            span=node.span,
            identity=tuple(policy for policy in inlines if policy is not None),
            held=None not in inlines,
            absent=None if None not in inlines else f"a policy of {arn.name}",
            place=arn.resource,
            managed=tuple(
                Written(each.mapping["PolicyArn"].text or "", each.span)
                for holder in every
                for each in _items(holder, ("AttachedManagedPolicies",))
                if "PolicyArn" in each.mapping
            ),
            boundary_arn=Written(boundary.text or "", boundary.span) if boundary else None,
            tags=Tags.read(node.get("Tags")),
        )

    def _inline(self, node: Node) -> Policy | None:
        name = _text(node, "PolicyName")
        return self._policy(node, "PolicyDocument", PolicyKind.IDENTITY, name)

    def _managed(self) -> Iterator[Attached]:
        """The version of each managed policy that is in force, under the policy's ARN."""
        for node in self._all("Policies"):
            arn, current = _text(node, "Arn"), _text(node, "DefaultVersionId")
            for version in _items(node, ("PolicyVersionList",)):
                is_default = _text(version, "IsDefaultVersion") == "true"
                if is_default or _text(version, "VersionId") == current:
                    name = _text(node, "PolicyName")
                    policy = self._policy(version, "Document", PolicyKind.IDENTITY, name)
                    unread = Policy(
                        PolicyKind.IDENTITY, name, (), version.span, unresolved=f"policy {name}"
                    )
                    yield Attached(arn, policy or unread, version.span)
                    break

    def _policy(self, node: Node, member: str, kind: PolicyKind, name: str) -> Policy | None:
        document = node.get(member)
        if document is None:
            self.failures.append(
                InputError(f"`{name}` has no `{member}`", at=node.span, help="collect it again")
            )
            return None
        try:
            if document.text is not None:
                document = read_embedded(replace(document, value=decoded(document.text)))
            return parse_policy(document, kind, name)
        except XacctGuardError as error:
            self.failures.append(error)
            return None


def decoded(text: str) -> str:
    """The text behind RFC 3986 percent-encoding."""
    if not text.startswith("%7B"):
        return text
    first, *rest = text.split("%")
    data = bytearray(first.encode())
    for part in rest:
        if len(part) < 2 or not set(part[:2]) <= set(hexdigits):
            return text
        data += bytes.fromhex(part[:2]) + part[2:].encode()
    return data.decode("utf-8", errors="replace")


def _items(node: Node, names: tuple[str, ...]) -> Iterator[Node]:
    for name in names:
        found = node.get(name)
        yield from found.items if found else ()


def _text(node: Node, name: str) -> str:
    found = node.get(name)
    return (found.text if found else None) or ""


def is_details(document: Node) -> bool:
    """Does this hold an account's principals?"""
    return any(
        isinstance(document.mapping[name].value, tuple)
        for name in _LISTS[:2]
        if name in document.mapping
    )


def open_details(
    document: Node, _placement: Placement, _parameters: Parameters, _lookup: Lookup
) -> LoadedDetails:
    """The account as it was printed; its ARNs say where it is."""
    return LoadedDetails(document)


FORMAT = Format("authorization_details", is_details, open_details)
