"""Grant: what a principal needs, before it is policy text."""

from __future__ import annotations

from dataclasses import dataclass

from ..iam.policy import PolicyKind

Condition = tuple[str, str, tuple[str, ...]]
"""Operator, key, values."""


@dataclass(frozen=True, slots=True)
class Grant:
    """Actions on resources, for principals, under conditions: each action on each, for each of them.

    `to` is the ARN of the role, user, resource or endpoint that carries the policy. `principals` are as a
    policy names them (`("AWS", arn)`), none in an identity policy; `resources` may hold symbols and
    wildcards, and are none where the policy speaks of what carries it. What is `optional` is for requests
    whose refusal stops nothing. `needed_by` names the pipeline actions that make the requests.
    """

    kind: PolicyKind
    to: str
    principals: tuple[tuple[str, str], ...]
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()
    optional: bool = False
    needed_by: tuple[str, ...] = ()
