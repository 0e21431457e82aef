"""INSIDE: what of the properties of a made thing gives access, or takes it away, and is in no layer.

Policies that are not read, the ACL of a bucket, and shares, which are no policies.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from ..graph.model import Made
from ..iam.symbol import symbols_in
from ..services import ResourceType, of_cloudformation
from ..span import Node, Span

GATE = "AWS::Organizations::Policy"
_ACL, _OWNERS_ONLY = "AccessControl", "BucketOwnerEnforced"
_PUBLIC = ("PublicRead", "PublicReadWrite", "AuthenticatedRead")
_SHARES = frozenset(
    {
        *("AWS::EC2::VPCEndpointServicePermissions", "AWS::EKS::AccessEntry"),
        *("AWS::IAM::OIDCProvider", "AWS::IAM::SAMLProvider"),
        *("AWS::LakeFormation::Permissions", "AWS::LakeFormation::PrincipalPermissions"),
        *("AWS::Lambda::LayerVersionPermission", "AWS::RAM::ResourceShare"),
        *("AWS::RolesAnywhere::Profile", "AWS::RolesAnywhere::TrustAnchor"),
        *("AWS::S3::AccessGrant", "AWS::SSO::Assignment"),
    }
)
"""What lets somebody in, or vouches for them, without a policy that anybody could read."""


def inside(made: Made) -> frozenset[Hashable]:
    """One for each; equal where they say the same."""
    if made.properties is None:
        return frozenset()
    if made.type in _SHARES:
        return frozenset((written(made.properties),))
    if made.type.startswith("AWS::IAM::"):
        return frozenset()
    if made.type == GATE:
        each = (made.properties.mapping.get(name) for name in ("Content", "TargetIds"))
        return frozenset((tuple(written(one) for one in each if one is not None),))
    row = of_cloudformation(made.type)
    if row is not None and not isinstance(row, ResourceType):
        return frozenset()
    read = _at(made.properties, row.policy) if row is not None and row.policy else None
    return frozenset((*_acls(made.properties), *_policies(made.properties, read)))


def _at(node: Node, route: str) -> Node | None:
    found: Node | None = node
    for part in route.split("."):
        found = found.mapping.get(part) if found is not None else None
    return found


def _acls(properties: Node) -> tuple[Hashable, ...]:
    """The ACL of a bucket, where that has a say.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
    """
    acl = properties.mapping.get(_ACL)
    if (
        acl is None
        or acl.text == "Private"
        or _OWNERS_ONLY in _texts(properties, "OwnershipControls")
    ):
        return ()
    blocks = properties.mapping.get("PublicAccessBlockConfiguration")
    is_ignored = blocks is not None and blocks.text_at("IgnorePublicAcls") == "true"
    return () if is_ignored and acl.text in _PUBLIC else (acl.text,)


def _texts(properties: Node, name: str) -> frozenset[str]:
    """Every text in what stands under a name."""
    waiting = [properties.mapping[name]] if name in properties.mapping else []
    found: set[str] = set()
    while waiting:
        node = waiting.pop()
        waiting += _within(node)
        found |= {node.text} if node.text is not None else set()
    return frozenset(found)


def _policies(node: Node, read: Node | None) -> Iterator[Hashable]:
    """The policies in a property, but for the one that is read."""
    if node is read:
        return
    if "Statement" in node.mapping or '"Statement"' in (node.text or ""):
        yield written(node)
        return
    for name, each in node.mapping.items():
        if "polic" in name.lower() and each is not read and _is_open(each):
            yield written(each)
    for each in _within(node):
        yield from _policies(each, read)


def _within(node: Node) -> tuple[Node, ...]:
    return tuple(node.mapping.values()) or tuple(one for one in node.items if one is not node)


def written(node: Node) -> Hashable:
    """What a property says, whatever its layout; of what is open, in which words."""
    members = frozenset((key, written(each)) for key, each in node.mapping.items())
    within = () if node.mapping else tuple(map(written, _within(node)))
    return node.text, members, within, _words(node.span) if _is_open(node) else ""


def _is_open(node: Node) -> bool:
    """Does it hang on what nobody gave, as on a condition?"""
    return any(not one.created for one in symbols_in(node.text or ""))


def _words(span: Span) -> str:
    """What stands at a place, with single spaces."""
    if span.line is None or span.end_line is None:
        return span.source.text
    lines = span.source.text.split("\n")[span.line - 1 : span.end_line]
    if lines:
        lines[-1] = lines[-1][: (span.end_column or len(lines[-1]) + 1) - 1]
        lines[0] = lines[0][(span.column or 1) - 1 :]
    return " ".join(" ".join(lines).split())
