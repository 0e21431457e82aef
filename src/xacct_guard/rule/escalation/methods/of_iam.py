"""What IAM itself lets those do who may change principals and their policies."""

from __future__ import annotations

from ..method import Method, Takes
from .page import page_of

_IAM = "IAM/latest/APIReference"


def _of_iam(says: str, actions: str, takes: Takes, *, empowers: bool = False) -> Method:
    names = tuple(actions.split())
    page = page_of(_IAM, names[0])
    return Method(says, names, page, takes, empowers=empowers)


_KEY, _TRUST = "iam:CreateAccessKey", "iam:UpdateAssumeRolePolicy"
OF_IAM = (
    _of_iam("write itself a policy", "iam:PutRolePolicy", Takes.SELF),
    _of_iam("attach a policy to itself", "iam:AttachRolePolicy", Takes.SELF),
    _of_iam("write itself a policy", "iam:PutUserPolicy", Takes.SELF),
    _of_iam("attach a policy to itself", "iam:AttachUserPolicy", Takes.SELF),
    _of_iam("rewrite a policy that it has", "iam:CreatePolicyVersion", Takes.SELF),
    _of_iam(
        "attach a policy to a group and join it",
        "iam:AddUserToGroup iam:AttachGroupPolicy",
        Takes.SELF,
    ),
    _of_iam(
        "write a policy of a group and join it",
        "iam:AddUserToGroup iam:PutGroupPolicy",
        Takes.SELF,
    ),
    _of_iam("take off its own boundary", "iam:DeleteRolePermissionsBoundary", Takes.SELF),
    _of_iam("take off its own boundary", "iam:DeleteUserPermissionsBoundary", Takes.SELF),
    _of_iam("put another boundary on itself", "iam:PutRolePermissionsBoundary", Takes.SELF),
    _of_iam("put another boundary on itself", "iam:PutUserPermissionsBoundary", Takes.SELF),
    _of_iam("rewrite whom the role trusts", _TRUST, Takes.ROLE),
    _of_iam(
        "attach a policy to a role and let itself in",
        f"{_TRUST} iam:AttachRolePolicy",
        Takes.ROLE,
        empowers=True,
    ),
    _of_iam(
        "write a policy of a role and let itself in",
        f"{_TRUST} iam:PutRolePolicy",
        Takes.ROLE,
        empowers=True,
    ),
    _of_iam(
        "attach a policy to a role that it may assume",
        "iam:AttachRolePolicy sts:AssumeRole",
        Takes.ROLE,
        empowers=True,
    ),
    _of_iam(
        "write a policy of a role that it may assume",
        "iam:PutRolePolicy sts:AssumeRole",
        Takes.ROLE,
        empowers=True,
    ),
    _of_iam("make an access key of the user", _KEY, Takes.USER),
    _of_iam("give the user a password", "iam:CreateLoginProfile", Takes.USER),
    _of_iam("change the user's password", "iam:UpdateLoginProfile", Takes.USER),
    *(
        _of_iam(f"{says} and {becomes}", f"{give} {take}", Takes.USER, empowers=True)
        for says, give in (
            ("attach a policy to a user", "iam:AttachUserPolicy"),
            ("write a policy of a user", "iam:PutUserPolicy"),
        )
        for becomes, take in (
            ("make an access key of it", _KEY),
            ("give it a password", "iam:CreateLoginProfile"),
            ("change its password", "iam:UpdateLoginProfile"),
        )
    ),
    _of_iam("make a role with a policy", "iam:CreateRole iam:AttachRolePolicy", Takes.NEW),
    _of_iam("make a role and write its policy", "iam:CreateRole iam:PutRolePolicy", Takes.NEW),
    *(
        _of_iam(f"make a user with {how}", f"iam:CreateUser {give} {take}", Takes.NEW)
        for how, give, take in (
            ("a policy and an access key", "iam:AttachUserPolicy", _KEY),
            ("a policy of its own and an access key", "iam:PutUserPolicy", _KEY),
            ("a policy and a password", "iam:AttachUserPolicy", "iam:CreateLoginProfile"),
            ("a policy of its own and a password", "iam:PutUserPolicy", "iam:CreateLoginProfile"),
        )
    ),
)
