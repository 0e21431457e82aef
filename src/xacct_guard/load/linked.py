"""The graph of an estate: its parts linked, with what only the whole of them knows."""

from __future__ import annotations

from dataclasses import replace

from ..graph.access_graph import AccessGraph
from ..graph.link import link
from . import Estate


def linked(estate: Estate) -> AccessGraph:
    """Everything the estate holds, indexed."""
    return replace(
        link(estate.parts),
        accounts=estate.accounts,
        documents=estate.documents,
        variables=estate.variables,
        deployed=estate.deployed,
        organization=estate.organization,
        unread=estate.unread,
    )
