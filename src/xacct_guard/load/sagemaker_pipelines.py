"""SageMaker pipelines whose definition is a file."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from ..config import Config, expand, region_of
from ..definitions.sagemaker_pipeline import read_sagemaker_pipeline
from ..graph.model import Parts, Resource
from ..graph.region import partition_of
from ..iam.symbol import Symbol
from ..span import Node
from .reading import Reading


def sagemaker_pipelines(config: Config, reading: Reading) -> Iterator[Parts]:
    """The SageMaker pipelines of the configuration, each with its definition and its role."""
    for entry in config.entries("sagemaker_pipelines"):
        pipeline = reading.attempt(partial(_pipeline, entry, config, reading))
        if pipeline is not None:
            yield Parts(resources=(pipeline,))


def _pipeline(entry: Node, config: Config, reading: Reading) -> Resource | None:
    account, region = config.account_id(entry.mapping["account"]), region_of(entry, config)
    definition = reading.named(entry, "definition")
    if definition is None:
        return None
    read_sagemaker_pipeline(definition)  # what is wrong with it is said here, once
    said = entry.mapping["definition"]
    file = Path(said.text or "").name
    named = entry.get("name")
    name = (named.text if named else None) or file.removesuffix(".json").removesuffix(".pipeline")
    role = entry.mapping["role"]
    unknown = Node(str(Symbol(f"role of pipeline {name}")), role.span)
    return Resource(
        # SageMaker writes the name of a pipeline in lower case in its ARN.
        arn=f"arn:{partition_of(region)}:sagemaker:{region}:{account}:pipeline/{name.lower()}",
        type="sagemaker:pipeline",
        account=account,
        region=region,
        name=name,
        span=(named or said).span,
        facts={"definition": definition, "role": expand(role, reading.resolve) or unknown},
        place=name,
    )
