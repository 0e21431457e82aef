"""The network side of a hop: by what way a request reaches AWS, and which context keys that brings.

Source: IAM user guide, reference_policies_condition-keys.html ("Properties of the network").
"""

from __future__ import annotations

from dataclasses import dataclass

from .graph.step import Step

_ENDPOINT_KEYS = frozenset({"aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip"})


@dataclass(frozen=True, slots=True)
class Route:
    """`via` is the VPC endpoint's id, None on the public way; `absent` are keys that way never brings."""

    via: str | None
    absent: frozenset[str]


def route(_step: Step) -> Route:
    """The way a request takes. What AWS services ask for somebody comes from their own network."""
    return Route(None, _ENDPOINT_KEYS)
