"""Every row asks what AWS has, may be asked by who only reads, and finds what AWS answers."""

from __future__ import annotations

from functools import cache

import botocore.session
import jmespath
import pytest
from botocore import xform_name
from botocore.model import OperationModel, ServiceModel, Shape

from xacct_guard import live, services
from xacct_guard.iam import reference
from xacct_guard.live import Ask, Kind

READS = ("get", "list", "describe", "batch_get")
KINDS = {kind.name: kind for kind in live.kinds()}
ASKS = [(kind, ask) for kind in KINDS.values() for ask in (kind.lists, *kind.looks)]
OF_TOPICS = ("Policy", "KmsMasterKeyId")
"""Attributes of topics that only the text of their page names (sns/latest/api/API_GetTopicAttributes.html)."""
ADDED = {"account": "", "region": "", "partition": ""}


@cache
def session() -> botocore.session.Session:
    return botocore.session.get_session()


@cache
def service(client: str) -> ServiceModel:
    return session().get_service_model(client)


def operation(ask: Ask) -> OperationModel:
    model = service(ask.client)
    names = {xform_name(name): name for name in model.operation_names}
    return model.operation_model(names[ask.operation])


def example(shape: Shape | None, depth: int = 8) -> object:
    """A value of a shape with every member in it, so that an expression finds what it asks for."""
    if shape is None or depth == 0:
        return {}
    if shape.type_name == "structure":
        return {name: example(member, depth - 1) for name, member in shape.members.items()}
    if shape.type_name == "list":
        return [example(shape.member, depth - 1)]
    if shape.type_name == "map":
        names = (*getattr(shape.key, "enum", ()), *OF_TOPICS)
        return dict.fromkeys(names, example(shape.value, depth - 1))
    text = "arn:aws:sns:us-east-1:111111111111:name"
    return {"boolean": True, "integer": 1, "long": 1}.get(shape.type_name, text)


def answer(ask: Ask) -> object:
    return example(operation(ask).output_shape)


def items(kind: Kind) -> list[object]:
    listed = jmespath.search(kind.items, answer(kind.lists))
    assert isinstance(listed, list) and listed, "the listing has no such items"
    return [{"name": each} if isinstance(each, str) else each for each in listed]


def item(kind: Kind) -> dict[str, object]:
    within = {"within": item(KINDS[kind.within])} if kind.within else {}
    return {**items(kind)[0], **ADDED, **within}


def of_ask(pair: tuple[Kind, Ask]) -> str:
    return f"{pair[0].name} {pair[1].operation}"


@pytest.mark.parametrize("pair", ASKS, ids=of_ask)
def test_what_is_asked_is_an_operation_that_only_reads(pair):
    _, ask = pair
    assert operation(ask).name
    assert ask.operation.startswith(READS)


@pytest.mark.parametrize("pair", ASKS, ids=of_ask)
def test_the_arguments_are_those_that_the_operation_takes(pair):
    _, ask = pair
    taken = operation(ask).input_shape
    known = set(taken.members) if taken else set()
    given = {*ask.arguments, *ask.fixed}
    assert given <= known
    assert set(taken.required_members if taken else ()) <= given


@pytest.mark.parametrize("pair", ASKS, ids=of_ask)
def test_the_arguments_come_from_what_was_listed(pair):
    kind, ask = pair
    if ask is not kind.lists:
        known = item(kind)
    else:
        known = {**ADDED, **({"within": item(KINDS[kind.within])} if kind.within else {})}
    for name, expression in ask.arguments.items():
        assert jmespath.search(expression, known) is not None, name


@pytest.mark.parametrize("pair", ASKS, ids=of_ask)
def test_what_is_kept_is_in_the_answer(pair):
    _, ask = pair
    assert jmespath.search(ask.keep, answer(ask)) is not None


@pytest.mark.parametrize("pair", ASKS, ids=of_ask)
def test_the_permissions_are_actions_that_aws_lists(pair):
    _, ask = pair
    assert ask.permissions
    for permission in ask.permissions:
        assert reference.action(permission) is not None, permission


@pytest.mark.parametrize("name", KINDS)
def test_an_item_has_a_name_and_the_operations_of_a_kind_differ(name):
    kind = KINDS[name]
    assert isinstance(jmespath.search(kind.named, item(kind)), str)
    if kind.region:
        assert isinstance(jmespath.search(kind.region, item(kind)), str)
    operations = [ask.key for ask in (kind.lists, *kind.looks)]
    assert len(set(operations)) == len(operations)


def members(shape: Shape | None, seen: frozenset[str] = frozenset()) -> set[str]:
    if shape is None or shape.name in seen:
        return set()
    seen |= {shape.name}
    if shape.type_name == "structure":
        below = (members(member, seen) for member in shape.members.values())
        return set(shape.members).union(*below)
    if shape.type_name == "list":
        return members(shape.member, seen)
    return members(shape.value, seen) if shape.type_name == "map" else set()


@pytest.mark.parametrize("name", KINDS)
def test_what_is_dropped_is_a_member_of_some_answer(name):
    kind = KINDS[name]
    said = set().union(*(members(operation(ask).output_shape) for ask in (kind.lists, *kind.looks)))
    assert kind.drop <= said


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_is_read_as_a_type_that_the_services_know(name):
    kind = KINDS[name]
    assert bool(kind.cfn) is (kind.properties is not None)
    if kind.cfn and not kind.cfn.startswith("AWS::IAM::"):
        assert services.of_cloudformation(kind.cfn) is not None


@pytest.mark.parametrize("name", KINDS)
def test_routes_lead_from_an_operation_of_the_kind_to_what_it_answers(name):
    kind = KINDS[name]
    asks = {ask.key: ask for ask in kind.looks}
    for route in filter(None, (kind.policy, kind.arn, kind.id)):
        first, _, rest = route.partition(".")
        if first == kind.lists.key:
            found = item(kind)
        else:
            found = jmespath.search(asks[first].keep, answer(asks[first]))
        assert jmespath.search(rest or "@", found) is not None, route
