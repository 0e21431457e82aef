"""SageMaker feature store: put a record of a feature group, by its name or its ARN."""

from __future__ import annotations

from ..graph.caller import Caller
from ..graph.step import Steps
from ..sagemaker.pages import REFERENCE
from ..sagemaker.parameter import name_at
from ..span import Node
from . import Operation

_ACTION = "sagemaker:PutRecord"


def steps(caller: Caller, parameters: Node) -> Steps:
    """Put the record."""
    name = name_at(parameters, "FeatureGroupName", "feature group")
    arn = name if name.startswith("arn:") else caller.arn("sagemaker", f"feature-group/{name}")
    yield caller.ask("put the record", _ACTION, arn, REFERENCE)


OPERATION = Operation(_ACTION, steps)
