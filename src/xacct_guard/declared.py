"""Declared requests: what the configuration says that somebody, or code that is not read, does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePath

from .api import called
from .api.target import sent, target_of
from .api.terraform_state import applied, arguments_of, state_used
from .graph.access_graph import AccessGraph
from .graph.caller import Caller
from .graph.step import Ground, Page, Step, Steps
from .iam.arn import Arn
from .iam.operation import action_meant
from .iam.request import ContextValue
from .iam.symbol import ANYTHING
from .operations import operations
from .span import Node

_DECLARED = Page("the configuration (calls, flows)", Ground.DECLARED)
_TAGS = Page.of("IAM/latest/UserGuide", "id_session-tags.html")
_IDENTITY = Page.of("IAM/latest/UserGuide", "id_credentials_temp_control-access_monitor.html")
_ASSUMING = {
    "assume-role": None,
    "sts:AssumeRole": "sts:AssumeRole",
    "sts:AssumeRoleWithWebIdentity": "sts:AssumeRoleWithWebIdentity",
    "sts:AssumeRoleWithSAML": "sts:AssumeRoleWithSAML",
}
_HOUR = 3600
_SENT = {
    "external_id": "sts:externalid",
    "session_name": "sts:rolesessionname",
    "source_identity": "sts:sourceidentity",
}
"""What a step that takes on a role may say of the session, and the context key that it becomes."""


def calls_of(code: str, caller: Caller) -> Steps:
    """The calls that the configuration says the code of a resource makes, by the resource's ARN."""
    for entry in caller.graph.calls.get(code, ()):
        yield from made_by(entry.steps, caller)


def made_by(steps: Iterable[Node], caller: Caller, before: Iterable[Node] = ()) -> Steps:
    """Declared steps, one after the other.

    `assume-role` takes on a role; the steps after it are made as that role. `before` are steps with which the
    caller took on the role that it has.
    """
    now = _after(before, caller)
    chained = now is not caller
    for node in steps:
        call, role = node.text_at("call") or "", node.text_at("role")
        here = replace(now, span=node.span, region=node.text_at("region") or now.region)
        if is_taking_on(node) and role is not None:
            action = _ASSUMING[call] or _assuming(now.principal)
            yield from _taken_on(here, action, role, node, chained=chained)
            now, chained = _session(node, now), True
        elif call == "terraform":
            yield from _run(here, node)
        elif (started := node.text_at("start")) is not None:
            yield from _started(here, started)
        else:
            yield from _called(here, call, node)


def is_taking_on(node: Node) -> bool:
    """Does this step take on a role?"""
    return node.text_at("call") in _ASSUMING


def _after(steps: Iterable[Node], caller: Caller) -> Caller:
    for node in steps:
        caller = _session(node, caller)
    return caller


def _session(node: Node, before: Caller) -> Caller:
    """Who goes on after the step: the role, with what its session carries."""
    taken = before.taking_on(node.text_at("role") or before.principal)
    return replace(taken, sends=_of_session(node, before))


def _assuming(principal: str) -> str:
    """How one takes on a role: whom an identity provider vouches for, by that provider."""
    providers = {"oidc-provider": "WithWebIdentity", "saml-provider": "WithSAML"}
    arn = Arn.parse(principal)
    return f"sts:AssumeRole{providers.get(arn.type, '') if arn else ''}"


def _taken_on(
    caller: Caller, action: str, role: str, node: Node, *, chained: bool
) -> Iterator[Step]:
    """Take on a role; to tag the session and to name who stands behind it are requests of their own."""
    tags, context = _tags(node), _context(node)
    context |= {key: text for name, key in _SENT.items() if (text := node.text_at(name))}
    if tags:
        context |= {f"aws:requesttag/{key.lower()}": value for key, value in tags.items()}
        context |= {"aws:tagkeys": tuple(tags), "sts:transitivetagkeys": _transitive(node)}
    context = {key: value for key, value in context.items() if value != ()}
    nothing = ("sts:externalid",) if node.text_at("external_id") == "" else ()
    says = "take on a role, as declared"
    asks = caller.ask(says, action, role, _DECLARED, context=context, absent=nothing)
    limit = _too_long(node) if chained and action == "sts:AssumeRole" else None
    yield replace(asks, cannot=node.text_at("cannot") or limit)
    if tags:
        yield caller.ask("tag the session", "sts:TagSession", role, _TAGS, context=context)
    if node.text_at("source_identity"):
        says = "say who stands behind the session"
        yield caller.ask(says, "sts:SetSourceIdentity", role, _IDENTITY, context=context)


def _too_long(node: Node) -> str | None:
    """One who came by a role takes on the next for an hour at most (id_roles_terms-and-concepts.html)."""
    seconds = node.text_at("duration") or ""
    if not seconds.isdecimal() or int(seconds) <= _HOUR:
        return None
    return f"a role that is taken on by way of another is given for {_HOUR} seconds at most, not {seconds}"


def _tags(node: Node) -> dict[str, str]:
    given = node.get("tags")
    return {key: value.text or "" for key, value in (given.mapping if given else {}).items()}


def _transitive(node: Node) -> tuple[str, ...]:
    given = node.get("transitive")
    return tuple(item.text or "" for item in given.items) if given else ()


def _of_session(node: Node, before: Caller) -> dict[str, ContextValue]:
    """The keys that every request of the session carries: its tags, those handed on to it, who it is of."""
    kept = {
        key: value
        for key, value in before.sends.items()
        if key.startswith("aws:principaltag/") or key == "aws:sourceidentity"
    }
    own: dict[str, ContextValue] = {
        f"aws:principaltag/{key.lower()}": value for key, value in _tags(node).items()
    }
    identity = node.text_at("source_identity")
    return kept | own | ({"aws:sourceidentity": identity} if identity else {})


def _run(caller: Caller, node: Node) -> Steps:
    """A run of Terraform: its state, by the roles of the backend, and then what it makes as the caller.

    The roles of the backend and of a provider are taken on apart (CI--124): a provider's is a step of its own.
    """
    backend = node.get("parameters") or _kept(caller.graph, node)
    keeper, chained = caller, False
    roles = backend.get("assume_role")
    for each in roles.items if roles else ():
        step = Node({**each.mapping, "role": each.mapping.get("role_arn", each)}, each.span)
        role = step.text_at("role")
        if role is not None:
            action = _assuming(keeper.principal)
            yield from _taken_on(keeper, action, role, step, chained=chained)
            keeper, chained = _session(step, keeper), True
    yield from state_used(backend, keeper)
    yield applied(caller)


def _kept(graph: AccessGraph, node: Node) -> Node:
    """Where the code of the folder that `resource` names keeps its state, or that of the only folder."""
    named = node.text_at("resource")
    found = [
        each
        for each in graph.states
        if named in (None, each.place.stack, each.place.label)
        or (named and PurePath(each.span.source.name).parent.match(named))
    ]
    return arguments_of(found[0]) if len(found) == 1 else Node({}, node.span)


def _started(caller: Caller, named: str) -> Steps:
    """Start something of the estate, by its ARN or name, and go on with what it does."""
    arn = named if named.startswith("arn:") else _arn_of(named, caller.account, caller.graph)
    target = target_of(arn)
    if target is None:
        yield caller.unknown("start it, as declared", f"what `start: {named}` means", _DECLARED)
        return
    yield from sent(target, caller, _DECLARED)


def _arn_of(name: str, account: str, graph: AccessGraph) -> str | None:
    """The ARN of the one thing of that name in the account that can be started."""
    here = (
        each for each in graph.resources.values() if (each.name, each.account) == (name, account)
    )
    found = [each.arn for each in here if target_of(each.arn) is not None]
    found += [p.arn for p in graph.pipelines if (p.name, p.account) == (name, account)]
    return found[0] if len(found) == 1 else None


def _called(caller: Caller, call: str, node: Node) -> Steps:
    """One declared call: by its parameters what they name, else the bare request."""
    parameters, resource = node.get("parameters"), node.text_at("resource")
    call = action_meant(call)
    known = call in operations() or resource is None
    if parameters is not None and known and ":" in call:
        yield from called(call, parameters, caller, "call, as declared", _DECLARED)
        return
    yield caller.ask(
        "call, as declared",
        call,
        _any(resource or "*"),
        _DECLARED,
        context=_context(node),
        key=node.text_at("key"),
    )


def _context(node: Node) -> dict[str, ContextValue]:
    said = node.get("context")
    return {
        key.lower(): tuple(i.text or "" for i in value.items)
        if isinstance(value.value, tuple)
        else value.text or ""
        for key, value in (said.mapping if said else {}).items()
    }


def _any(resource: str) -> str:
    """A declared resource: a `*` in it stands for some name that is not known."""
    return resource if resource == "*" else resource.replace("*", str(ANYTHING))
