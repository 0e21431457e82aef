"""PROTECTED: roles that AWS keeps in an account, to which nobody can attach a policy.

Those of a permission set may do what that says (singlesignon/latest/userguide/referencingpermissionsets.html),
those of a service what the service says (IAM/latest/UserGuide/id_roles_create-service-linked-role.html).
"""

from __future__ import annotations

from ..grants.generate import Generated
from ..iam.policy import PolicyKind
from ..iam.symbol import shown

_OF_SETS, _OF_SERVICES = ":role/aws-reserved/", ":role/aws-service-role/"


def is_protected(policy: Generated) -> bool:
    """Is it a policy of such a role?"""
    of_iam = policy.kind in (PolicyKind.IDENTITY, PolicyKind.TRUST)
    return of_iam and (_OF_SETS in policy.attached_to or _OF_SERVICES in policy.attached_to)


def why_not_set(policy: Generated, format: str) -> str:
    """Why a policy is written as JSON: no resource of the format sets it, or nobody may."""
    what = f"the policy of `{shown(policy.attached_to)}`"
    if not is_protected(policy):
        return f"no resource of {format} sets {what}: it is written as JSON"
    if _OF_SETS in policy.attached_to:
        return f"AWS lets nobody set {what}: put what the JSON says into its permission set"
    return (
        f"AWS lets nobody set {what}: a role of a service does what that service says, and no more"
    )
