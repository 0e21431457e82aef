"""Entrance: who may become a role, as far as its trust policy says."""

from __future__ import annotations

from ..graph.model import Role
from ..iam.arn import Arn
from ..iam.policy import Effect, Statement
from .adoption import services_of

_ANYONE = "*"
# Services that run what somebody wrote: with the role's credentials it does what it likes.
_RUNNING_CODE = frozenset(
    f"{name}.amazonaws.com"
    for name in (
        "apprunner",
        "batch",
        "bedrock-agentcore",
        "codebuild",
        "ec2",
        "ecs-tasks",
        "edgelambda",
        "eks-auth",
        "elasticmapreduce",
        "emr-serverless",
        "glue",
        "lambda",
        "pods.eks",
        "sagemaker",
        "ssm",
        "tasks.apprunner",
    )
)


def runs_code(role: Role) -> bool:
    """Does a service take on the role for code that its user brings?"""
    return not _RUNNING_CODE.isdisjoint(services_of(role))


def is_entered_from_abroad(role: Role) -> bool:
    """Does the role trust somebody of another account?"""
    accounts = (
        _account(written.text)
        for statement in _allows(role)
        if statement.principals
        for written in statement.principals.aws
    )
    return any(account not in (None, role.account) for account in accounts)


def _allows(role: Role) -> tuple[Statement, ...]:
    statements = role.trust.statements if role.trust else ()
    return tuple(statement for statement in statements if statement.effect is Effect.ALLOW)


def _account(principal: str) -> str | None:
    """The account of a principal; None of something that is no ARN, as the id of a deleted role."""
    if principal == _ANYONE or (principal.isdecimal() and len(principal) == 12):
        return principal
    arn = Arn.parse(principal)
    return arn.account if arn is not None else None
