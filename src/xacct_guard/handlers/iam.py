"""AWS IAM: roles, policies, instance profiles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..graph.step import Step, Steps
from . import PAGE, Creation, Handler

_KINDS = {"Roles[]": "Role", "Users[]": "User", "Groups[]": "Group"}
_ATTACH = {
    "Role": "iam:AttachRolePolicy",
    "User": "iam:AttachUserPolicy",
    "Group": "iam:AttachGroupPolicy",
}
_PUT = {"Role": "iam:PutRolePolicy", "User": "iam:PutUserPolicy", "Group": "iam:PutGroupPolicy"}
_GET = {"Role": "iam:GetRolePolicy", "User": "iam:GetUserPolicy", "Group": "iam:GetGroupPolicy"}
_BOUNDARY = "iam:permissionsboundary"


def role(creation: Creation) -> Steps:
    """What the role is given besides its trust policy; its boundary is a key of each of these."""
    boundary = creation.texts("PermissionsBoundary")
    for policy in creation.texts("ManagedPolicyArns[]"):
        step = creation.ask(
            "iam:AttachRolePolicy",
            says=f"attach a policy to `{creation.made.place}`",
            context={"iam:policyarn": policy, **({_BOUNDARY: boundary[0]} if boundary else {})},
        )
        yield step if boundary else replace(step, absent=frozenset({_BOUNDARY}))


def inline(creation: Creation) -> Steps:
    """A policy inside roles, users and groups."""
    for route, kind in _KINDS.items():
        for name in creation.texts(route):
            yield from _put(creation, kind, name)


def attached(creation: Creation) -> Steps:
    """A managed policy, attached to roles, users and groups."""
    for route, kind in _KINDS.items():
        for name in creation.texts(route):
            yield creation.ask(
                _ATTACH[kind],
                _named(creation, kind, name),
                says=f"attach `{creation.made.place}`",
                context={"iam:policyarn": creation.arn},
            )


def of_role(creation: Creation) -> Steps:
    """A policy inside one role."""
    for name in creation.texts("RoleName"):
        yield from _put(creation, "Role", name)


def profile(creation: Creation) -> Steps:
    """Putting a role into an instance profile passes it to EC2 (API_AddRoleToInstanceProfile.html)."""
    for name in creation.texts("Roles[]"):
        yield creation.ask("iam:AddRoleToInstanceProfile")
        yield creation.maker.pass_role(_named(creation, "Role", name), "ec2.amazonaws.com", PAGE)


def _put(creation: Creation, kind: str, name: str) -> Iterator[Step]:
    arn = _named(creation, kind, name)
    yield creation.ask(_PUT[kind], arn)
    yield creation.ask(_GET[kind], arn, says=f"look after `{creation.made.place}`", optional=True)


def _named(creation: Creation, kind: str, name: str) -> str:
    """The ARN of a role, user or group by its name: under its path, if the estate holds it."""
    account = creation.maker.account
    if kind == "Role":
        for held in creation.graph.roles_in(account):
            if held.name == name and ":role/" in held.arn:
                return held.arn
    return f"arn:{creation.maker.partition}:iam::{account}:{kind.lower()}/{name}"


HANDLERS = (
    Handler(
        "AWS::IAM::Role",
        create=("iam:CreateRole",),
        given={"Policies": ("iam:PutRolePolicy",), "Tags": ("iam:TagRole",)},
        aside=("iam:GetRole", "iam:GetRolePolicy"),
        keys={_BOUNDARY: "PermissionsBoundary"},
        steps=role,
    ),
    Handler("AWS::IAM::Policy", steps=inline),
    Handler("AWS::IAM::RolePolicy", steps=of_role),
    Handler("AWS::IAM::ManagedPolicy", create=("iam:CreatePolicy",), steps=attached),
    Handler("AWS::IAM::InstanceProfile", create=("iam:CreateInstanceProfile",), steps=profile),
)
