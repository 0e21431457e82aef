"""The fast engine says what the law says, to the last outcome of the last layer."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from notation import scenario_of
from reference import evaluate
from strategies import Json, scenarios

from tests.written import written
from xacct_guard.iam.case import Scenario, ScenarioError, read_scenario
from xacct_guard.iam.decide import decide
from xacct_guard.iam.index import Compiled, compiled, decide_fast, policies, semantics_for
from xacct_guard.iam.layers import Layer, Layers
from xacct_guard.iam.request import Otherwise, Request
from xacct_guard.iam.semantics import Semantics, semantics_of
from xacct_guard.iam.symbol import Symbol

TESTS = Path(__file__).parents[1]
SHARED = TESTS.parents[1] / "shared" / "conformance"
EXAMPLES = int(os.environ.get("XACCT_GUARD_EXAMPLES", "300"))
MANY = int(os.environ.get("XACCT_GUARD_EXAMPLES", "100000"))
HEALTH = [HealthCheck.too_slow, HealthCheck.data_too_large]
AGREED = int(os.environ.get("XACCT_GUARD_EXAMPLES", "800"))
few = settings(max_examples=EXAMPLES, suppress_health_check=HEALTH)
agreed = settings(max_examples=AGREED, suppress_health_check=HEALTH)
fewer = settings(max_examples=EXAMPLES // 3, suppress_health_check=HEALTH)
many = settings(max_examples=MANY, suppress_health_check=HEALTH)
fairly_many = settings(max_examples=MANY // 4, suppress_health_check=HEALTH)


def assert_same(request: Request, engine: Compiled, semantics: Semantics) -> None:
    """Verdict, reason and because: as the law has them."""
    law = decide(request, engine.layers, semantics)
    told = (law.verdict, law.denied_by, law.depends_on)
    assert engine.verdict(request, semantics) == told
    assert engine.ruling(request, semantics) == (*told, law.reason)
    assert engine.decide(request, semantics) == law


def assert_all_agree(scenario: Scenario) -> None:
    engine = Compiled(scenario.layers)
    assert_same(scenario.request, engine, scenario.semantics)
    verdict, denied_by, _ = engine.verdict(scenario.request, scenario.semantics)
    assert (verdict, denied_by) == evaluate(scenario.request, scenario.layers, scenario.semantics)


def cases() -> Iterator[tuple[str, Json]]:
    """The shared suite where it is at hand, and our own."""
    for file in sorted(SHARED.glob("*.json")):
        yield from ((case["id"], case) for case in json.loads(file.read_text()))
    for file in sorted((TESTS / "conformance").glob("[!_]*.yaml")):
        for case in written(file):
            yield case["name"], scenario_of(case)


@pytest.mark.parametrize(("name", "written"), list(cases()), ids=lambda one: str(one)[:60])
def test_a_conformance_case_is_decided_as_by_the_law(name: str, written: Json) -> None:
    try:
        scenario = read_scenario(written)
    except ScenarioError:
        return
    assert_same(scenario.request, Compiled(scenario.layers), scenario.semantics)


@agreed
@given(scenarios())
def test_three_engines_agree(written: Json) -> None:
    assert_all_agree(read_scenario(written))


@pytest.mark.nightly
@many
@given(scenarios())
def test_three_engines_agree_on_many_more(written: Json) -> None:
    assert_all_agree(read_scenario(written))


@fewer
@given(scenarios(), st.lists(scenarios(), min_size=1, max_size=4))
def test_what_one_request_taught_is_right_for_the_next(written: Json, others: list[Json]) -> None:
    """The same compiled policies are asked by other principals, for other things."""
    engine = Compiled(read_scenario(written).layers)
    for other in [*others, written, *others]:
        scenario = read_scenario(other)
        assert_same(scenario.request, engine, scenario.semantics)


@pytest.mark.nightly
@fairly_many
@given(scenarios(), st.lists(scenarios(), min_size=1, max_size=4))
def test_what_many_more_requests_taught_is_right(written: Json, others: list[Json]) -> None:
    engine = Compiled(read_scenario(written).layers)
    for other in [*others, written]:
        scenario = read_scenario(other)
        assert_same(scenario.request, engine, scenario.semantics)


# --- requests and layers as an estate has them: symbols, keys nobody mentions, layers nobody holds

BUCKET = str(Symbol("stack.Bucket", "stack-bucket-*", created=True))
OPEN_NAME = str(Symbol("stack.Name"))


@st.composite
def traced(draw: st.DrawFn, written: Json) -> Scenario:
    """The scenario as a trace would ask it."""
    scenario = read_scenario(written)
    request = scenario.request
    keys = draw(st.sets(st.sampled_from(("aws:sourcevpce", "aws:sourceip", "aws:principalarn"))))
    context = replace(
        request.context,
        absent=frozenset(keys),
        otherwise=draw(st.sampled_from(Otherwise)),
    )
    request = replace(
        request,
        context=context,
        resource=draw(with_symbol(request.resource)),
        principal=replace(request.principal, arn=draw(with_symbol(request.principal.arn))),
        resource_account=draw(st.sampled_from((request.resource_account, None, OPEN_NAME))),
        region=draw(st.sampled_from((request.region, None))),
    )
    layers = scenario.layers
    hidden = {
        name: layer
        for name in ("identity", "resource", "boundary", "session", "endpoint")
        if (layer := draw(seldom_held(getattr(layers, name)))) is not getattr(layers, name)
    }
    levels = {name: tuple(map(draw, map(seldom_held, getattr(layers, name)))) for name in LEVELS}
    return replace(scenario, request=request, layers=replace(layers, **hidden, **levels))


LEVELS = ("scps", "rcps")


def with_symbol(text: str) -> st.SearchStrategy[str]:
    """The text, seldom with a name in it that only deployment will tell."""
    named = [text.replace("ml-red", BUCKET), text.replace("Train", OPEN_NAME)]
    return st.sampled_from([text] * 8 + named)


def seldom_held(layer: Layer | None) -> st.SearchStrategy[Layer | None]:
    """The layer, or one that nobody holds, or whose policies nobody can read whole."""
    if layer is None:
        return st.just(None)
    unread = tuple(replace(policy, unresolved="stack.Statement") for policy in layer.policies)
    others = [Layer(held=False, absent="the policy"), replace(layer, policies=unread)]
    return st.sampled_from([layer] * 8 + others)


@few
@given(st.data(), scenarios())
def test_what_is_known_only_after_deployment_makes_no_difference(
    data: st.DataObject, written: Json
) -> None:
    scenario = data.draw(traced(written))
    assert_same(scenario.request, Compiled(scenario.layers), scenario.semantics)


@pytest.mark.nightly
@fairly_many
@given(st.data(), scenarios())
def test_what_is_known_only_after_deployment_never_makes_a_difference(
    data: st.DataObject, written: Json
) -> None:
    scenario = data.draw(traced(written))
    assert_same(scenario.request, Compiled(scenario.layers), scenario.semantics)


NAMES = ("", "root", "role/x", "role", "alias/x", "key/1", "key:alias/x", "b/role:x", "b/c:alias/d")
ACTIONS = (
    *("s3:GetObject", "iam:PassRole", "STS:AssumeRole", "sts:GetCallerIdentity", "kms:Decrypt"),
    *("kms:UpdateAlias", "sagemaker:DescribeEndpoint", "lambda:InvokeFunction", "sns:Publish"),
)


@given(
    st.sampled_from(ACTIONS),
    st.sampled_from(("iam", "kms", "s3", "lambda", "sagemaker", "ecr")),
    st.one_of(st.sampled_from(NAMES), st.text("abr:/*", max_size=8)),
    st.booleans(),
)
def test_semantics_hang_on_the_beginning_of_a_resource(
    action: str, service: str, name: str, is_arn: bool
) -> None:
    resource = f"arn:aws:{service}:::{name}" if is_arn else name
    asked = replace(EXAMPLE.request, action=action, resource=resource)
    assert semantics_for(asked) == semantics_of(action, resource)


# --- what is compiled, and when


def document(*statements: Json) -> Json:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action: Json, resource: Json = "*", **more: Json) -> Json:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def asking(identity: Json, **request: Json) -> Scenario:
    """A user asks for something of the own account."""
    whole = {
        "principal": "arn:aws:iam::111122223333:user/alice",
        "action": "s3:GetObject",
        "resource": "arn:aws:s3:::b/k",
        "resource_account": "111122223333",
        **request,
    }
    return read_scenario({"request": whole, "policies": {"identity": identity}})


EXAMPLE = asking(document(allow("s3:*"), allow("kms:*")))


def test_a_policy_is_compiled_once_however_many_layers_hold_it() -> None:
    (policy,) = EXAMPLE.layers.identity.policies
    first = Compiled(EXAMPLE.layers)
    second = Compiled(Layers(identity=Layer((policy,)), boundary=Layer((policy,))))
    for engine in (first, second):
        engine.verdict(EXAMPLE.request, EXAMPLE.semantics)
    assert policies.index_of(policy) is policies.index_of(policy)


def test_layers_of_the_same_policies_share_what_was_compiled() -> None:
    layers = EXAMPLE.layers
    assert compiled(replace(layers)) is compiled(layers)
    assert compiled(replace(layers, boundary=layers.identity)) is not compiled(layers)
    assert compiled(replace(layers, identity=Layer(held=False))) is not compiled(layers)


def test_the_convenience_says_what_the_law_says() -> None:
    request, layers, semantics = EXAMPLE.request, EXAMPLE.layers, EXAMPLE.semantics
    assert decide_fast(request, layers, semantics) == decide(request, layers, semantics)


def test_nothing_is_kept_of_policies_that_nobody_holds_any_more() -> None:
    before = len(policies._indices)
    for number in range(50):
        scenario = asking(document(allow(f"s3:Get{number}")))
        Compiled(scenario.layers).verdict(scenario.request, scenario.semantics)
    assert len(policies._indices) <= before + 1


def test_a_pattern_of_thirty_stars_takes_no_time() -> None:
    stars, value = "a*" * 30 + "z", "a" * 10_000
    found = asking(
        document(
            allow("s3:*", f"arn:aws:s3:::{stars}"),
            allow("s3:*", Condition={"StringLike": {"aws:PrincipalTag/team": stars}}),
        ),
        resource=f"arn:aws:s3:::{value}",
        context={"aws:PrincipalTag/team": value},
    )
    engine = Compiled(found.layers)
    engine.verdict(found.request, found.semantics)
    took = []
    for _ in range(5):
        began = time.process_time()
        assert engine.verdict(found.request, found.semantics)[0] == "implicit_deny"
        took.append(time.process_time() - began)
    assert min(took) < 0.005


def test_a_large_role_is_decided_by_the_statements_about_the_action() -> None:
    statements = [allow([f"s3:Get{n}*", f"kms:?ecrypt{n}"]) for n in range(200)]
    engine = Compiled(asking(document(*statements)).layers)
    (policy,) = engine.layers.identity.policies
    found = policies.index_of(policy).found("s3:get17")
    assert [elements.statement.index for elements, _ in found] == [1, 17]


ADDRESSES = ("10.1.2.3", "10.01.2.3", "11.1.2.3", "10.1.2", "10.1.2.3.4", "2001:db8::1", "x", "")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("operator", ["IpAddress", "NotIpAddress"])
def test_an_address_is_in_a_range_as_the_law_has_it(address: str, operator: str) -> None:
    ranges = ["10.0.0.0/8", "192.0.2.1", "2001:db8::/32"]
    found = asking(
        document(allow("s3:*", Condition={operator: {"aws:SourceIp": ranges}})),
        context={"aws:SourceIp": address},
    )
    assert_same(found.request, Compiled(found.layers), found.semantics)
