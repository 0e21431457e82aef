"""What is asked of a snapshot is answered as if all of it had been read, in the same order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

import pytest

from benchmarks.organization.layout import Layout
from benchmarks.organization.planted import Garden
from benchmarks.organization.write import write
from tests.spread.test_parts import FOLDERS, Held
from xacct_guard.errors import ConfigError
from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.graph.part import Known
from xacct_guard.iam.symbol import has_symbol
from xacct_guard.model import answer_of, followed
from xacct_guard.naming import principal_named, resource_named
from xacct_guard.picture import picture_of
from xacct_guard.question import Circumstances, Question
from xacct_guard.run import Judgement as Nothing
from xacct_guard.run import Options, model_of, run_of, simulate
from xacct_guard.who_can import Reaching, who_can
from xacct_guard.why import Explanation, explain

T = TypeVar("T")
ACTIONS = {
    "s3:bucket": ("s3:GetObject", "s3:PutObject", "s3:PutBucketPolicy", "s3:ListBucket"),
    "kms:key": ("kms:Decrypt", "kms:CreateGrant", "kms:GenerateDataKey"),
    "ecr:repository": ("ecr:BatchGetImage", "ecr:PutImage", "ecr:SetRepositoryPolicy"),
    "role": ("sts:AssumeRole", "iam:PassRole", "iam:PutRolePolicy"),
}
FEW, ALL = 41, 1
"""Of so many questions one is asked."""
NIGHTLY = [pytest.mark.nightly]
_DRAWN = ((1, FEW, []), (2, FEW, NIGHTLY), (11, ALL, NIGHTLY), (23, ALL, NIGHTLY))
SEEDS = [
    pytest.param(seed, marks=[pytest.mark.xdist_group(f"narrow {seed}"), *slow])
    for seed, _, slow in _DRAWN
]
SAMPLES = [
    pytest.param(seed, one_in, marks=[pytest.mark.xdist_group(f"narrow {seed}"), *slow])
    for seed, one_in, slow in _DRAWN
]


@pytest.fixture(scope="module")
def organization(tmp_path_factory) -> Callable[[int], tuple[Path, AccessGraph]]:
    """A small organization by its seed: the snapshot, and all of it."""

    @cache
    def made(seed: int) -> tuple[Path, AccessGraph]:
        layout = Layout(accounts=5, roles=8, seed=seed, every=2)
        path = tmp_path_factory.mktemp("organization") / "snapshot"
        write(layout, path, Garden(layout))
        return path, model_of((path,), Options()).graph

    return made


def asked(path: Path, question: Callable[[AccessGraph], T], *about: str) -> T:
    answer, model = answer_of((path,), Options(), about, question)
    assert model.graph.rest is not None
    assert len(model.graph.roles) == 0
    return answer


def things(graph: AccessGraph) -> Iterator[tuple[str, str]]:
    """Every resource with actions on it."""
    for resource in graph.resources.values():
        for action in ACTIONS.get(resource.type, ()):
            yield f"{resource.arn}/key" if resource.type == "s3:bucket" else resource.arn, action
    for role in graph.roles.values():
        yield from ((role.arn, action) for action in ACTIONS["role"])


def reaching(resource: str, action: str) -> Callable[[AccessGraph], Reaching]:
    return lambda graph: who_can(action, resource_named(resource, graph), graph)


def explaining(who: str, action: str, what: str) -> Callable[[AccessGraph], Explanation]:
    def question(graph: AccessGraph) -> Explanation:
        principal, resource = principal_named(who, graph), resource_named(what, graph)
        return explain(Question(principal, action, resource), graph)

    return question


@pytest.mark.parametrize(("seed", "one_in"), SAMPLES)
def test_who_may_is_what_the_whole_says(organization, seed, one_in):
    path, graph = organization(seed)
    for resource, action in tuple(things(graph))[::one_in]:
        question = reaching(resource, action)
        assert asked(path, question, resource) == question(graph), (resource, action)


@pytest.mark.parametrize(("seed", "one_in"), SAMPLES)
def test_an_explanation_is_what_the_whole_says(organization, seed, one_in):
    path, graph = organization(seed)
    roles = tuple(graph.roles)
    for number, (resource, action) in enumerate(tuple(things(graph))[:: one_in * 2]):
        who = roles[number * 7 % len(roles)]
        question = explaining(who, action, resource)
        assert asked(path, question, who, resource) == question(graph), (who, action, resource)


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:GetObject", "*"),
        ("s3:GetObject", "arn:aws:s3:::of-nobody/key"),
        ("s3:GetObject", "s3://of-nobody/*"),
        ("sts:GetCallerIdentity", "*"),
        ("sqs:SendMessage", "arn:aws:sqs:us-east-1:999999999999:theirs"),
        ("sts:AssumeRole", "arn:aws:iam::999999999999:role/theirs"),
        ("apigateway:GET", "arn:aws:apigateway:us-east-1::/restapis"),
    ],
)
def test_what_is_asked_of_things_that_nobody_has_is_what_the_whole_says(
    organization, action, resource
):
    path, graph = organization(1)
    question = reaching(resource, action)
    assert asked(path, question, resource) == question(graph)


def test_an_endpoint_on_the_way_is_looked_up(organization):
    path, graph = organization(1)
    bucket = next(each for each in graph.resources.values() if each.type == "s3:bucket")
    told = Circumstances(via="vpce-0")

    def question(graph: AccessGraph) -> Reaching:
        return who_can("s3:GetObject", bucket.arn, graph, told)

    assert asked(path, question, bucket.arn, *told.endpoints) == question(graph)


def test_names_mean_what_they_mean_in_the_whole(organization):
    path, graph = organization(1)
    role, resource = next(iter(graph.roles.values())), next(iter(graph.resources.values()))
    session = f"arn:aws:sts::{role.account}:assumed-role/{role.name}/me"
    texts = (role.place, role.name, f"{role.name}x", session, resource.place, resource.name)
    texts += (role.account, graph.accounts[role.account].name, "nobody", "s3.amazonaws.com", "*")
    for text in (*texts, role.arn, f"arn:aws:iam::{role.account}:user/nobody"):
        for named in (principal_named, resource_named):
            whole = _said(lambda: named(text, graph))  # noqa: B023 (asked at once)
            assert _said(lambda: asked(path, partial(named, text), text)) == whole, text  # noqa: B023


def _said(named: Callable[[], object]) -> object:
    try:
        return named()
    except ConfigError as error:
        return str(error), error.help


@pytest.mark.parametrize("seed", SEEDS)
def test_what_pipelines_do_is_what_the_whole_says(organization, seed):
    path, options = organization(seed)[0], Options()
    whole = run_of(model_of((path,), options), options, Nothing())
    assert whole.report.pipelines
    assert simulate((path,), options) == whole


@pytest.mark.parametrize("seed", SEEDS)
def test_the_picture_is_that_of_the_whole(organization, seed):
    path, _ = organization(seed)
    whole, apart = model_of((path,), Options()), followed((path,), Options())
    assert len(apart.graph.roles) == 0
    assert picture_of(apart.graph, apart.paths) == picture_of(whole.graph, whole.paths)


class Read(Held):
    """The principals of a whole graph, asked account by account."""

    def __init__(self, graph: AccessGraph) -> None:
        super().__init__(graph)
        self.accounts = tuple(dict.fromkeys(role.account for role in graph.roles.values()))
        self.partitions = frozenset({graph.partition})


@pytest.mark.parametrize("config", FOLDERS, ids=lambda path: f"{path.parts[-3]}/{path.parts[-2]}")
def test_nobody_who_may_is_passed_over_in_any_estate(config):
    graph = model_of((), Options(config=config)).graph
    if any(has_symbol(arn) for arn in graph.roles):
        pytest.skip("a snapshot has no principal of which anything is left open")
    apart = replace(
        graph, roles=Known({}, graph.roles.get, graph.roles.__contains__), rest=Read(graph)
    )
    for resource, action in things(graph):
        found, whole = (who_can(action, resource, each) for each in (apart, graph))
        assert _sorted(found) == _sorted(whole), (resource, action)


def _sorted(found: Reaching) -> Reaching:
    """Principals that are called alike may be met in another order where accounts are mixed."""
    return replace(found, reaches=tuple(sorted(found.reaches, key=repr)))
