"""Record: the log and the metrics of what SageMaker runs as an execution role."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph.step import Step
from ..services import logs
from .pages import ROLES
from .workplace import Workplace


def kept(group: str, place: Workplace) -> Iterator[Step]:
    """Write the log and put metrics, by the way the machines have; a refusal stops nothing."""
    yield from logs.write(group, place.nodes, ROLES)
    yield from logs.measure(group, place.nodes, ROLES)
