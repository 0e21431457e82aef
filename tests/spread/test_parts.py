"""Account by account the rules find what they find in the whole: for every fixture, and every system.

A finding is the account's own whose role, resource or policy it is about. What belongs to several accounts,
as a template that is deployed twice, is in no snapshot, and left out here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from xacct_guard.config import load_config
from xacct_guard.finding import Finding
from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.graph.cut import cut
from xacct_guard.graph.model import Role
from xacct_guard.rule.catalogue import catalogue
from xacct_guard.rule.facts import Facts
from xacct_guard.rule.judge import judge
from xacct_guard.rule.rule import Turn
from xacct_guard.rule_fixtures import fixtures_in
from xacct_guard.run import Model, Options, model_of
from xacct_guard.span import Span
from xacct_guard.spread.nearness import Nearness

FIXTURES = Path(__file__).parents[2] / "fixtures"
OF_ACCOUNTS = {"principal-created-later", "unneeded-statement"}
"""One is about the order in which stacks are made, and a snapshot has none. The other is silent where nothing
is traced, and in an account near which nothing is it stays so."""
RULES = tuple(
    rule for rule in catalogue() if rule.turn is not Turn.LAST and rule.id not in OF_ACCOUNTS
)
FOLDERS = [
    *(f.path / "xacct-guard.yaml" for f in fixtures_in(FIXTURES / "rules") if f.path.is_dir()),
    *sorted((FIXTURES / "systems").glob("*/*/xacct-guard.yaml")),
]


class Held:
    """The principals of a whole graph, asked as if they were not at hand."""

    def __init__(self, graph: AccessGraph) -> None:
        self._graph = graph
        self.role = graph.roles.get
        self.has = graph.roles.__contains__
        self.roles_in = graph.roles_in
        self.trusting = graph.trusting

    def called(self, account: str, name: str) -> tuple[str, ...]:
        return tuple(role.arn for role in self.roles_in(account) if role.name == name)

    def everybody(self) -> Iterator[Role]:
        yield from self._graph.everybody()


@pytest.mark.parametrize("config", FOLDERS, ids=lambda path: f"{path.parts[-3]}/{path.parts[-2]}")
def test_each_account_by_itself_has_the_findings_that_it_has_in_the_whole(config):
    model = model_of((), Options(config=config))
    owner = _Owners(model.worlds[0].graph)
    whole = _of_whole(model)
    assert {key for key, found in whole.items() if owner.of(found)} == {
        key
        for account, findings in _of_parts(model)
        for key, found in findings.items()
        if owner.of(found) == account
    }


def test_there_is_something_to_compare():
    accounts = [len(load_config(each).members("accounts")) for each in FOLDERS]
    assert sum(number > 1 for number in accounts) > 60


def _of_whole(model: Model) -> dict[object, Finding]:
    world = model.worlds[0]
    return _judged(Facts(world.graph, world.paths))


def _of_parts(model: Model) -> Iterator[tuple[str, dict[object, Finding]]]:
    world = model.worlds[0]
    graph, rest, near = world.graph, Held(world.graph), Nearness(world.graph, world.paths)
    for account in sorted(_accounts(graph)):
        own = AccessGraph(roles={role.arn: role for role in graph.roles_in(account)})
        paths = near.paths(account, own)
        ids = {id(path.pipeline) for path in paths}
        pipelines = tuple(each for each in graph.pipelines if id(each) in ids)
        part = cut(graph, account, own, rest, pipelines)
        yield account, _judged(Facts(replace(part, attached=graph.attached), paths))


def _judged(facts: Facts) -> dict[object, Finding]:
    found, failed = judge(facts, RULES)
    assert not failed
    return {
        (each.rule, each.at, each.message, each.severity, each.confidence): each for each in found
    }


def _accounts(graph: AccessGraph) -> set[str]:
    held = {each.account for each in (*graph.roles.values(), *graph.resources.values())}
    return held | {each.account for each in graph.pipelines} | set(graph.accounts)


class _Owners:
    """The account in whose role, resource or pipeline something is written, if it is one alone."""

    def __init__(self, graph: AccessGraph) -> None:
        self._known: dict[tuple[object, ...], set[str]] = {}
        for role in graph.roles.values():
            policies = (role.trust, *role.identity, role.boundary)
            for span in (role.span, *(policy.span for policy in policies if policy)):
                self._put(span, role.account)
        for resource in graph.resources.values():
            self._put(resource.span, resource.account)
            if resource.policy:
                self._put(resource.policy.span, resource.account)
        for pipeline in graph.pipelines:
            self._put(pipeline.span, pipeline.account)

    def _put(self, span: Span, account: str) -> None:
        self._known.setdefault((span.source.name, *span.route), set()).add(account)

    def of(self, finding: Finding) -> str | None:
        at = finding.locations[0].span
        for length in range(len(at.route), -1, -1):
            accounts = self._known.get((at.source.name, *at.route[:length]))
            if accounts:
                return next(iter(accounts)) if len(accounts) == 1 else None
        return finding.account
