"""What is the smallest change that lets a denied request pass, and on which side must it be made?

Every proposal is decided by the law before it is made: what is suggested does what it says.
"""

from __future__ import annotations

from ..finding import Addition, Edit, Fix
from ..graph.access_graph import AccessGraph
from ..graph.aws_managed_key import is_aws_managed
from ..iam.decision import Decision, Verdict
from ..iam.request import PrincipalKind, Request
from ..iam.semantics import AccountTrust, semantics_of
from ..iam.symbol import shown
from ..refusals.no_such_role import namesakes_in
from ..trace import Hop
from .change import Change, changed, edited
from .edits import edits_of
from .paste import text_of
from .search import Repair, find_repair

__all__ = ["Change", "Repair", "changed", "edited", "find_repair", "repair"]


def repair(hop: Hop, graph: AccessGraph) -> Fix | None:
    """The change that would allow a denied hop: what to add where, or what stands in the way.

    None for a hop that is not denied, or where nothing that we know of would help.
    """
    if not hop.decision.verdict.denied:
        return None
    for arn, role in namesakes_in(hop.step, graph):
        return Fix(f"write `{shown(role.arn)}` where `{shown(arn)}` stands", at=hop.step.span)
    found = find_repair(hop.decision, graph)
    return _fix(found, hop.decision, graph) if found else _beyond_policies(hop.decision.request)


def _fix(found: Repair, before: Decision, graph: AccessGraph) -> Fix:
    first, *further = found.changes
    around = _set_aside(found, before)
    also = "".join(f"; and {change.says.removeprefix('allow it ')}" for change in further)
    return Fix(
        first.says + also + around + _still_open(found),
        statement=text_of(first, graph),
        at=first.at,
        edits=() if around else _edits(found.changes, graph),
        additions=tuple(Addition(one.says, text_of(one, graph), one.at) for one in further),
    )


def _edits(changes: tuple[Change, ...], graph: AccessGraph) -> tuple[Edit, ...]:
    """The edits of all the changes, or none: half a repair is none."""
    each = [edits_of(change, graph) for change in changes]
    return tuple(edit for edits in each for edit in edits) if all(each) else ()


def _set_aside(found: Repair, before: Decision) -> str:
    """Where only a condition of an Allow is not met, adding another Allow goes around it."""
    adding = {change.kind for change in found.changes if change.instead is None}
    for outcome in before.outcomes:
        miss = outcome.nearest
        if outcome.kind in adding and miss is not None and miss.element == "Condition":
            return f", without the condition `{shown(miss.wanted)}` of {miss.span}"
    return ""


def _still_open(found: Repair) -> str:
    if found.then.verdict is Verdict.ALLOW:
        return ""
    names = ", ".join(f"`{shown(name)}`" for name in found.then.depends_on)
    return f"; it then still depends on {names}"


def _beyond_policies(request: Request) -> Fix | None:
    """What to do where no policy could let the request pass."""
    owner = shown(request.resource_account or "the resource's account")
    semantics = semantics_of(request.action, request.resource)
    away = request.principal.account not in (None, request.resource_account)
    if is_aws_managed(request.resource):
        return Fix(
            f"encrypt under a customer managed key: nobody can edit the policy of"
            f" `{shown(request.resource)}`"
        )
    if semantics.same_account_only and away:
        return Fix(f"pass a role of the caller's own account: that of {owner} cannot be passed")
    if semantics.account_trust is AccountTrust.NO_RESOURCE_POLICY and away:
        return Fix(
            f"make this call as a role of {owner}: `{request.service}` has no policy there that"
            " could let another account in"
        )
    if request.principal.kind is PrincipalKind.ROOT:
        return Fix("make this call as a role or a user: the root user cannot assume roles")
    if request.principal.kind is PrincipalKind.ANONYMOUS:
        return Fix("sign the request as a role: only a policy that names everyone lets others in")
    return None
