"""The table of methods: who may make these requests can come to hold what is not theirs.

Each row was derived from what the API does with the role it is given; each is minimal: without one of its
actions it does not work. The pages are those of the API references.
"""

from __future__ import annotations

from functools import cache

from ..method import Method
from .keeping import KEEPING
from .of_iam import OF_IAM
from .passing import PASSING

METHODS = (*OF_IAM, *PASSING, *KEEPING)
FEEDING = ("s3:PutObject", "ecr:PutImage")
"""What puts there what others execute."""


@cache
def all_actions() -> frozenset[str]:
    """Every action that some method needs, the one that takes on a role, and those that feed others."""
    return frozenset({"sts:AssumeRole", *FEEDING}.union(*(method.needed for method in METHODS)))


@cache
def methods_with(actions: frozenset[str]) -> tuple[Method, ...]:
    """The methods that need no action but these."""
    return tuple(method for method in METHODS if method.needed <= actions)
