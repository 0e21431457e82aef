"""The policy that AWS gives to what is made without one, where the account needs to be let in: a key."""

from __future__ import annotations

from ..iam.policy import Effect, Policy, PolicyKind, Principals, Statement, Written
from ..span import Span
from .model import Placement


def handed_to_account(service: str, place: Placement, at: Span) -> Policy:
    """Its account may do everything with it, by policies of its own.

    Sources: KMS developer guide, key-policy-default.html; AWSCloudFormation/latest/TemplateReference/
    aws-resource-kms-key.html, KeyPolicy.
    """
    name = f"default {service} policy"
    root = Written(f"arn:{place.partition}:iam::{place.account}:root", at)
    statement = Statement(
        Effect.ALLOW,
        at,
        name,
        0,
        principals=Principals(aws=(root,)),
        actions=(Written(f"{service}:*", at),),
        resources=(Written("*", at),),
    )
    return Policy(PolicyKind.RESOURCE, name, (statement,), at, "2012-10-17")
