"""EventBridge rules: each target is reached as the role it names, or let in by its own policy.

Sources: EventBridge user guide, eb-use-resource-based.html, eb-service-cross-account.html,
eb-cross-account.html.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from ...api.target import BY_POLICY, Target, refused, sent, target_of
from ...graph.access_graph import AccessGraph
from ...graph.caller import Caller
from ...graph.model import Resource
from ...graph.step import Page, Step, Steps
from ...iam.arn import Arn
from ...iam.request import ContextValue
from ...iam.symbol import has_symbol, shown
from ...services.events import bus_of
from ...span import Node
from . import Initiation, Initiator

_GUIDE = "eventbridge/latest/userguide"
_ROLES = Page.of(_GUIDE, "eb-use-identity-based.html")
_POLICIES = Page.of(_GUIDE, "eb-use-resource-based.html")
_ACROSS = Page.of(_GUIDE, "eb-service-cross-account.html")
_BUSES = Page.of(_GUIDE, "eb-cross-account.html")
_SERVICE = "events.amazonaws.com"
_REACHED_ACROSS = BY_POLICY | {"events:event-bus", "kinesis:stream"}
_SOURCE = frozenset({"aws:sourcearn", "aws:sourceaccount"})


def found(graph: AccessGraph) -> Iterator[Initiation]:
    """The targets of the rules that are not switched off."""
    for rule in graph.of_type("events:rule"):
        state, targets = rule.facts.get("state"), rule.facts.get("targets")
        if state is not None and state.text == "DISABLED":
            continue
        for target in targets.items if targets else ():
            arn = target.text_at("Arn") or ""
            name = target.text_at("Id") or arn
            steps = partial(_delivered, rule, target)
            yield Initiation(rule, "EventBridge rule", name, target.span, steps, arn)


def _delivered(rule: Resource, node: Node, graph: AccessGraph) -> Steps:
    caller = Caller(_SERVICE, rule.account, rule.region, node.span, graph)
    yield from _come_by(rule, caller)
    role, target = _role(rule, node), target_of(node.text_at("Arn"))
    if target is None and _is_log(node):
        what = f"policy for the log group of rule {rule.name}"
        yield replace(caller.unknown("write the event to a log", what, _POLICIES), optional=True)
        return
    if target is None:
        if role is not None:
            yield _assumed(rule, role, caller)
        what = f"what target {node.text_at('Id') or ''} of rule {rule.name} starts"
        yield (caller.at(role) if role else caller).unknown("start the target", what, _ROLES)
        return
    foreign = target.is_foreign(rule.account)
    if foreign and target.kind not in _REACHED_ACROSS:
        yield refused(target, caller, _across(target), _ACROSS)
    elif target.kind in BY_POLICY and not foreign:
        yield from _by_policy(rule, target, caller)
    elif role is None:
        yield _without_role(target, caller, foreign=foreign)
    else:
        yield _assumed(rule, role, caller)
        parameters = node.get("EcsParameters") or node.get("BatchParameters")
        context = _event(rule) if target.action == "events:PutEvents" else None
        page = _BUSES if target.action == "events:PutEvents" else _ROLES
        yield from sent(
            target, caller.at(role), page, context=context, parameters=_whole(parameters, target)
        )
    yield from _dead_letters(rule, node, caller)


def _role(rule: Resource, node: Node) -> str | None:
    """The role of the target, else that of the rule, which a bus elsewhere does not take (API_PutRule.html)."""
    given = rule.facts.get("role")
    return node.text_at("RoleArn") or (given.text if given else None)


def _is_log(node: Node) -> bool:
    arn = Arn.parse(node.text_at("Arn") or "")
    return arn is not None and arn.service == "logs"


def _come_by(rule: Resource, caller: Caller) -> Iterator[Step]:
    """How events come to the rule that arise in another account, as far as the estate tells of that."""
    named = rule.facts.get("bus")
    bus = bus_of(named.text if named else None, caller)
    senders = {each.account for each in caller.graph.of_type("events:rule") if _sends(each, bus)}
    owners = _registries(rule, caller.graph)
    origins = owners or (senders if _comes_from_a_bus(rule, bus) else set())
    if rule.account in origins:
        return
    if owners and not senders & owners:
        what = f"how events of a registry in {', '.join(sorted(owners))} come to {shown(bus)}"
        yield caller.unknown("get the events of the registry", what, _BUSES)
    elif origins and not any(_takes(rule, account) for account in origins):
        what = (
            f"which events rule {rule.name} takes: those that are sent to {shown(bus)} bear account"
            f" {', '.join(sorted(origins))}, which its pattern leaves out"
        )
        yield caller.unknown("get the events", what, _BUSES)


def _registries(rule: Resource, graph: AccessGraph) -> set[str]:
    """The accounts of the model package groups that the rule names.

    Events of a group arise in the account of the registry: a rule there has to send them on.
    https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
    """
    pattern = rule.facts.get("pattern")
    groups = pattern.get("detail", "ModelPackageGroupName") if pattern else None
    names = {item.text for item in groups.items} if groups else set()
    held = (graph.named("sagemaker:model-package-group", name) for name in names)
    return {each.account for those in held for each in those}


def _comes_from_a_bus(rule: Resource, bus: str) -> bool:
    """Do all events that the rule asks for come to its bus from another one?

    Those of AWS services arise on the default bus (eb-service-event.html); `aws.` is theirs (API_PutEvents).
    """
    pattern = rule.facts.get("pattern")
    sources = pattern.get("source") if pattern else None
    if sources is None or not sources.items or bus.endswith("event-bus/default"):
        return False
    return all((each.text or "").startswith("aws.") for each in sources.items)


def _takes(rule: Resource, account: str) -> bool:
    """May the rule take events of this account? An event keeps the account it arose in (_BUSES)."""
    pattern = rule.facts.get("pattern")
    listed = pattern.get("account") if pattern else None
    if listed is None or not listed.items or has_symbol(account):
        return True
    # What is no text (`prefix`, `anything-but`) may be equal to anything.
    return any(
        not item.text or item.text == account or has_symbol(item.text) for item in listed.items
    )


def _sends(rule: Resource, bus: str) -> bool:
    targets = rule.facts.get("targets")
    return any(each.text_at("Arn") == bus for each in (targets.items if targets else ()))


def _across(target: Target) -> str:
    return (
        f"a rule cannot have {shown(target.arn)} of another account as its target: it sends to an event bus"
        " there, and a rule on that bus starts it"
    )


def _assumed(rule: Resource, role: str, caller: Caller) -> Step:
    return caller.assumes(role, _SERVICE, _ROLES, sourcearn=rule.arn, sourceaccount=rule.account)


def _by_policy(rule: Resource, target: Target, caller: Caller) -> Steps:
    """EventBridge itself, let in by the policy of the target; a role of the target is then not asked.

    To a topic it gives no source: a statement with a condition on one lets nothing through (_POLICIES).
    """
    source: dict[str, ContextValue] = {"aws:sourcearn": rule.arn, "aws:sourceaccount": rule.account}
    if target.kind == "sns:":
        yield from sent(target, caller, _POLICIES, absent=_SOURCE)
    else:
        yield from sent(target, caller, _POLICIES, context=source)


def _without_role(target: Target, caller: Caller, *, foreign: bool) -> Step:
    if target.kind == "events:event-bus":
        what = f"who sends to {shown(target.arn)}: the target has no role"
        return caller.unknown("send to the bus", what, _BUSES)
    where = "a target in another account" if foreign else "this kind of target"
    why = f"EventBridge starts {where} as a role, and the target names none (`RoleArn`)"
    return refused(target, caller, why, _ROLES)


def _event(rule: Resource) -> dict[str, ContextValue]:
    """What is known of the event: its source and kind, where the pattern leaves one of each."""
    pattern = rule.facts.get("pattern")
    keys = {"events:source": "source", "events:detail-type": "detail-type"}
    known: dict[str, ContextValue] = {}
    for key, name in keys.items():
        values = pattern.get(name) if pattern else None
        if values is not None and len(values.items) == 1 and (text := values.items[0].text):
            known[key] = text
    return known


def _whole(parameters: Node | None, target: Target) -> Node | None:
    """The parameters of the call that starts a task or a job: those of the target, and where it runs."""
    if parameters is None:
        return None
    members = dict(parameters.mapping)
    named = {"TaskDefinitionArn": "TaskDefinition"}
    members = {named.get(key, key): node for key, node in members.items()}
    place = "Cluster" if target.kind == "ecs:cluster" else "JobQueue"
    return Node({**members, place: Node(target.arn, parameters.span)}, parameters.span)


def _dead_letters(rule: Resource, node: Node, caller: Caller) -> Steps:
    """What could not be delivered goes to a queue; where that fails, too, the event is lost."""
    queue = node.text_at("DeadLetterConfig", "Arn")
    if queue is not None:
        yield caller.ask(
            "keep what could not be delivered",
            "sqs:SendMessage",
            queue,
            _POLICIES,
            context={"aws:sourcearn": rule.arn},
            optional=True,
        )


INITIATOR = Initiator(found)
