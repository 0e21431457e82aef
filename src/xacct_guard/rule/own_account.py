"""Own account: how a text says the account that it is deployed in."""

from __future__ import annotations

from ..span import Span


def own_account(at: Span, account: str) -> object:
    """The account of a resource, as the template says it that makes the resource; its id elsewhere."""
    return {"Ref": "AWS::AccountId"} if at.route[:1] == ("Resources",) else account
