"""A pipeline of CodePipeline: its stages, their actions, and where it keeps artifacts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..span import Node, Span
from .region import partition_of


@dataclass(frozen=True, slots=True)
class Action:
    """A pipeline action: what it is, as whom it runs, and with what configuration.

    `commands` are those that a Commands action runs, `environment` the variables it gives them.
    """

    name: str
    category: str
    owner: str
    provider: str
    region: str
    span: Span
    role_arn: str | None = None
    role_span: Span | None = None
    run_order: int = 1
    configuration: Mapping[str, Node] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    namespace: str | None = None
    commands: tuple[Node, ...] = ()
    environment: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """A pipeline stage and its actions."""

    name: str
    actions: tuple[Action, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ArtifactStore:
    """Where a pipeline keeps its artifacts; `key` is the KMS key id given, None for `aws/s3`."""

    bucket: str
    span: Span
    key: str | None = None
    key_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A CodePipeline pipeline. `stores` is by region."""

    name: str
    account: str
    region: str
    role_arn: str
    role_span: Span
    stores: Mapping[str, ArtifactStore]
    stages: tuple[Stage, ...]
    span: Span
    place: str = ""

    @property
    def arn(self) -> str:
        """The ARN of the pipeline."""
        partition = partition_of(self.region)
        return f"arn:{partition}:codepipeline:{self.region}:{self.account}:{self.name}"
