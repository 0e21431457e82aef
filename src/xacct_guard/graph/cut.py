"""CUT: an account of a large estate becomes a graph of its own, which knows the rest by asking."""

from __future__ import annotations

from dataclasses import replace

from .access_graph import AccessGraph
from .part import Known, Rest
from .pipeline import Pipeline


def cut(
    whole: AccessGraph,
    account: str,
    own: AccessGraph,
    rest: Rest,
    pipelines: tuple[Pipeline, ...],
) -> AccessGraph:
    """What one account has: its principals, which are in `own`, and its resources among those of all.

    `pipelines` are those that have to do with the account, wherever they are.
    """
    resources = {each.arn: each for each in whole.resources_of(account)}
    return replace(
        whole,
        roles=Known(own.roles, rest.role, rest.has),
        attached=(*whole.attached, *own.attached),
        resources=Known(resources, whole.resources.get, whole.resources.__contains__),
        pipelines=pipelines,
        rest=rest,
        whole=whole,
    )
