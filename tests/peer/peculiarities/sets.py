"""Keys with several values, and none.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from __future__ import annotations

from xacct_guard.iam.context import look_up
from xacct_guard.iam.policy import SetOperator
from xacct_guard.iam.request import Request

from ..rewriting import Asked
from .peculiarity import Peculiarity, held_texts, on_conditions


def _list_alone(asked: Asked, request: Request) -> bool:
    """Without a set operator a list fails, also when the operator is negated."""
    is_list = isinstance(look_up(request, asked.key), tuple)
    return is_list and asked.operator.set_operator is None and asked.name != "Null"


def _any_if_exists(asked: Asked, request: Request) -> bool:
    """ForAnyValue with IfExists fails on a key that is absent, or empty."""
    nothing = not held_texts(asked, request)
    return nothing and asked.operator.set_operator is SetOperator.ANY and asked.operator.if_exists


def _only_empty(asked: Asked, request: Request) -> bool:
    """Under a set operator empty texts are values like others."""
    held = held_texts(asked, request)
    return asked.operator.set_operator is not None and bool(held) and not any(held)


def _empty_list_is_there(asked: Asked, request: Request) -> bool:
    """For Null a key with an empty list exists."""
    return asked.name == "Null" and look_up(request, asked.key) == ()


FOUND = (
    Peculiarity("PEER-14", on_conditions(_list_alone)),
    Peculiarity("PEER-15", on_conditions(_any_if_exists)),
    Peculiarity("PEER-16", on_conditions(_only_empty)),
    Peculiarity("PEER-17", on_conditions(_empty_list_is_there)),
)
