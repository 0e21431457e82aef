"""Roles, users, groups, what vouches for them; and what gives them policies."""

from __future__ import annotations

from collections.abc import Mapping

from .row import TerraformType

_Arguments = Mapping[str, Mapping[str, str]]

INLINE: _Arguments = {
    "aws_iam_role_policy": {"role": "role"},
    "aws_iam_user_policy": {"user": "user"},
    "aws_iam_group_policy": {"group": "group"},
}
"""What gives an inline policy: the argument that says to whom, and what kind of principal it names."""

MANAGED: _Arguments = {
    "aws_iam_role_policy_attachment": {"role": "role"},
    "aws_iam_user_policy_attachment": {"user": "user"},
    "aws_iam_group_policy_attachment": {"group": "group"},
    "aws_iam_policy_attachment": {"roles": "role", "users": "user", "groups": "group"},
    "aws_iam_role_policy_attachments_exclusive": {"role_name": "role"},
    "aws_iam_user_policy_attachments_exclusive": {"user_name": "user"},
    "aws_iam_group_policy_attachments_exclusive": {"group_name": "group"},
}
"""What attaches managed policies (`policy_arn`, `policy_arns`), in the same way."""

ONLY_INLINE: _Arguments = {
    "aws_iam_role_policies_exclusive": {"role_name": "role"},
    "aws_iam_user_policies_exclusive": {"user_name": "user"},
    "aws_iam_group_policies_exclusive": {"group_name": "group"},
}
"""What takes away every inline policy that `policy_names` does not list."""

ONLY_MANAGED: _Arguments = {
    type: by for type, by in MANAGED.items() if type.endswith("_attachments_exclusive")
}
"""What takes away every managed policy that `policy_arns` does not list."""

JOINED: Mapping[str, tuple[str, str]] = {
    "aws_iam_user_group_membership": ("user", "groups"),
    "aws_iam_group_membership": ("users", "group"),
}
"""What puts users into groups: the argument of the users, that of the groups."""

TYPES: Mapping[str, TerraformType] = {
    "aws_iam_role": TerraformType("AWS::IAM::Role", attributes={"unique_id": "AROA*"}),
    "aws_iam_user": TerraformType("AWS::IAM::User", attributes={"unique_id": "AIDA*"}),
    "aws_iam_group": TerraformType("AWS::IAM::Group"),
    "aws_iam_policy": TerraformType("AWS::IAM::ManagedPolicy", id="{arn}"),
    "aws_iam_instance_profile": TerraformType("AWS::IAM::InstanceProfile"),
    "aws_iam_openid_connect_provider": TerraformType(
        "AWS::IAM::OIDCProvider", named_by="url", id="{arn}"
    ),
    "aws_iam_saml_provider": TerraformType("AWS::IAM::SAMLProvider", id="{arn}"),
}
