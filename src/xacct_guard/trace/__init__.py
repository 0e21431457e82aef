"""TRACE: the graph is walked to access paths. Who asks for what, in order, and would AWS allow it?"""

from __future__ import annotations

from ..graph.access_graph import AccessGraph
from .access_path import AccessPath, Hop
from .answers import Answers
from .decide import answer
from .objects import Objects
from .walk import walked

__all__ = ["AccessPath", "Hop", "answer", "trace"]


def trace(graph: AccessGraph) -> tuple[AccessPath, ...]:
    """The access path of everything the estate is seen to do.

    It is walked a second time where it writes objects under keys of its own choice: with these they are read.
    """
    answers = Answers(graph)
    first = walked(graph, Objects(), answers)
    objects = Objects.of(first)
    return walked(graph, objects, answers) if objects.keys else first
