"""Parameters and exports that a stack of the estate has, as data sources ask for them."""

from __future__ import annotations

from ...graph.model import Placement
from ...span import Node, Span
from .run import Run

_KINDS = {
    ("aws_cloudformation_export", "value"): "export",
    ("aws_ssm_parameter", "insecure_value"): "ssm",
    ("aws_ssm_parameter", "value"): "ssm",
}


def kind_of(type: str, name: str) -> str | None:
    """As what a stack may say this attribute of a data source; None for any other."""
    return _KINDS.get((type, name))


def stack_value(kind: str, asked: Node | None, place: Placement, run: Run, at: Span) -> Node | None:
    """What a stack says that is where this folder is deployed; None where none does."""
    home = run.places.default
    is_home = (place.account, place.region) == (home.account, home.region)
    if asked is None or not asked.text or not is_home:
        return None
    found = run.lookup(f"{kind}:{asked.text}")
    return Node(found, at) if found is not None else None
