"""Record: the log and the metrics of what SageMaker runs as an execution role."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph.step import Step
from ..services import logs
from .pages import ROLES
from .workplace import Workplace


def kept(group: str, place: Workplace) -> Iterator[Step]:
    """Write the log and put metrics, by the way the machines have; a refusal stops nothing.

    The namespace of the metrics is that of the kind: `/aws/sagemaker/Endpoints` of each endpoint's group.
    """
    yield from logs.write(group, place.nodes, ROLES)
    yield from logs.measure("/".join(group.split("/")[:4]), place.nodes, ROLES)
