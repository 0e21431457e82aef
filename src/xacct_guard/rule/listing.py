"""Listing: would S3 list an artifact bucket for a role that CodePipeline reads or writes it as?"""

from __future__ import annotations

from dataclasses import dataclass

from ..graph.pipeline import ArtifactStore, Pipeline
from ..iam.decision import Decision
from ..iam.policy import Statement
from ..trace import AccessPath, Hop
from .facts import Facts, fact

_OF_ARTIFACTS = frozenset({"s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"})


@dataclass(frozen=True, slots=True)
class Listing:
    """The answer for one role (its ARN) and one bucket of a pipeline."""

    pipeline: Pipeline
    store: ArtifactStore
    role: str
    decision: Decision

    @property
    def deciding(self) -> tuple[Statement, ...]:
        """The statements that decide it."""
        return tuple(each for outcome in self.decision.outcomes for each in outcome.deciding)


@fact
def listings(facts: Facts) -> tuple[Listing, ...]:
    """For each role that CodePipeline may read or write artifacts as: may it list the bucket?

    No page says when CodePipeline lists, so it is no hop of any path
    (codepipeline/latest/userguide/troubleshooting.html).
    """
    found: dict[tuple[str, str, str], Listing] = {}
    for path in facts.paths:
        for hop in path.hops:
            store = _store_of(hop, path)
            key = path.pipeline.arn, store.bucket if store else "", hop.step.principal
            if store is not None and key not in found:
                bucket = hop.step.resource.partition("/")[0]
                decision = facts.ask(hop.step.principal, "s3:ListBucket", bucket, store.span)
                found[key] = Listing(path.pipeline, store, hop.step.principal, decision)
    return tuple(found.values())


def _store_of(hop: Hop, path: AccessPath) -> ArtifactStore | None:
    """The artifact store that a request of CodePipeline's is let into."""
    pipeline, step = path.pipeline, hop.step
    by_codepipeline = step.principal in (pipeline.role_arn, path.action.role_arn)
    is_let_in = by_codepipeline and not hop.decision.verdict.denied
    if step.action not in _OF_ARTIFACTS or not is_let_in:
        return None
    bucket = step.resource.partition("/")[0].rpartition(":")[2]
    return next((each for each in pipeline.stores.values() if each.bucket == bucket), None)
