"""Session tags: whoever assumes a role may bring tags, where its trust policy lets them."""

from __future__ import annotations

from ..graph.access_graph import AccessGraph
from ..iam.pattern import match
from ..iam.policy import Effect, Statement
from ..iam.truth import Truth


def takes_tags(role: str, graph: AccessGraph) -> bool:
    """May a session of the role have other tags than the role? Those of the session count.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
    """
    held = graph.roles.get(role)
    if held is None or held.trust is None:
        return False
    return bool(held.trust.unresolved) or any(map(_lets_tag, held.trust.statements))


def _lets_tag(statement: Statement) -> bool:
    if statement.effect is not Effect.ALLOW:
        return False
    named = (match(one.text, "sts:TagSession", ignore_case=True) for one in statement.actions)
    return not statement.actions or any(said is not Truth.NO for said in named)
