"""Access paths in words: pipeline, stage, pipeline action, hop, each with its verdict.

What a report needs and no more: text, numbers and places.
"""

from __future__ import annotations

from dataclasses import dataclass

from .errors import XacctGuardError
from .finding import Evidence, Finding


@dataclass(frozen=True, slots=True)
class HopVerdict:
    """One decided request of a path, in words. ARNs are shown with symbols spelled out."""

    step: str
    principal: str
    action: str
    resource: str
    account: str | None
    region: str | None
    via: str | None
    verdict: str
    denied_by: str | None
    because: str
    depends_on: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class ActionVerdict:
    """A pipeline action: `deny` if any hop is denied, else `unknown` if any is, else `allow`.

    `optional` are requests that the services also make but whose refusal stops nothing.
    """

    name: str
    provider: str
    verdict: str
    hops: tuple[HopVerdict, ...]
    optional: tuple[HopVerdict, ...] = ()


@dataclass(frozen=True, slots=True)
class StageVerdict:
    """A stage; `accepted` when all its denials are suppressed or in the baseline."""

    name: str
    verdict: str
    actions: tuple[ActionVerdict, ...]
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class PipelineVerdict:
    """A pipeline and its stages."""

    name: str
    account: str
    region: str
    verdict: str
    stages: tuple[StageVerdict, ...]


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something taken for granted because nobody gave it."""

    about: str
    assumed: str
    because: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one run has to say. Failures are `XacctGuardError`s: printed before findings."""

    findings: tuple[Finding, ...] = ()
    pipelines: tuple[PipelineVerdict, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    failures: tuple[XacctGuardError, ...] = ()
