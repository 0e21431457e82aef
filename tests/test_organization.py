"""The synthetic organization is what it promises, and what is planted in it is found, and nothing else."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from benchmarks.organization.faults import FAULTS
from benchmarks.organization.layout import BUCKETS, KEYS, REPOSITORIES, SHARED, Layout
from benchmarks.organization.planted import Garden
from benchmarks.organization.source import check_out
from benchmarks.organization.write import furnished, write
from xacct_guard.live import kinds
from xacct_guard.run import Options, check
from xacct_guard.snapshot.read import Snapshot
from xacct_guard.verdicts import Report

PIPELINES = 1
"""One in so many accounts has a pipeline where faults of pipelines are all to have one."""
SMALL = Layout(accounts=12, roles=8, seed=1, every=PIPELINES)
SEEDS = (1, 2, 11)
CHECKED = [
    pytest.param(seed, marks=[pytest.mark.xdist_group(f"organization {seed}"), *slow])
    for seed, slow in ((1, []), (2, []), (11, [pytest.mark.nightly]), (23, [pytest.mark.nightly]))
]
EVERY_RULE = Options(packs=("audit",), ignore=("unneeded-statement",))
"""What no pipeline needs is nearly everything, in accounts that do something else as well."""


def rows(layout, path, garden=None):
    write(layout, path, garden)
    with sqlite3.connect(path) as connection:
        return [
            list(connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3, 4"))
            for table in ("accounts", "documents", "missing")
        ]


def test_a_seed_makes_the_same_rows(tmp_path):
    first, again = (rows(SMALL, tmp_path / name, Garden(SMALL)) for name in "ab")
    assert first == again
    other = replace(SMALL, seed=2)
    assert rows(other, tmp_path / "c", Garden(other)) != first


def test_what_is_planted_changes_the_accounts_that_it_is_about_alone(tmp_path):
    garden = Garden(SMALL)
    clean, planted = rows(SMALL, tmp_path / "a"), rows(SMALL, tmp_path / "b", garden)
    changed = {row[0] for row in set(planted[1]) ^ set(clean[1])}
    assert changed <= {SMALL.account(index) for index in garden.by_account}


@cache
def account(index=5, roles=100):
    return furnished(Layout(accounts=20, roles=roles, seed=3), index)


def held(content, role):
    """The policies of a role but those that it shares with others."""
    inline = [each["PolicyDocument"] for each in role["RolePolicyList"]]
    names = [each["PolicyName"] for each in role["AttachedManagedPolicies"]]
    own = [name for name in names if not name.startswith("shared-")]
    managed = (content.managed[name]["PolicyVersionList"][0]["Document"] for name in own)
    return [*inline, *managed]


def test_a_role_has_three_policies_and_twelve_statements_on_average():
    content = account()
    roles = list(content.roles.values())
    policies = [policy for role in roles for policy in held(content, role)]
    statements = [statement for policy in policies for statement in policy["Statement"]]
    assert len(policies) / len(roles) == pytest.approx(3, abs=0.3)
    assert len(statements) / len(roles) == pytest.approx(12, abs=0.4)
    conditioned = sum("Condition" in each for each in statements)
    assert conditioned / len(statements) == pytest.approx(0.25, abs=0.04)


@pytest.mark.parametrize("index", range(12))
def test_every_account_has_the_roles_that_were_asked_for(index):
    assert len(furnished(SMALL, index).roles) == SMALL.roles


def test_policies_are_inline_and_managed_and_one_to_five_of_a_role():
    content = account()
    many = {len(held(content, role)) for role in content.roles.values()}
    assert many == {1, 2, 3, 4, 5}
    assert any(role["RolePolicyList"] for role in content.roles.values())
    assert any(role["AttachedManagedPolicies"] for role in content.roles.values())


def test_every_shared_policy_is_attached_to_many_roles():
    content = account()
    shared = [
        each for name, each in content.managed.items() if name in {f"shared-{n}" for n in range(9)}
    ]
    assert len(shared) == SHARED
    assert all(each["AttachmentCount"] >= 10 for each in shared)


def test_an_account_keeps_data_and_names_other_accounts():
    content = account()
    many = Counter(kind for kind, _ in content.things)
    assert (many["s3:bucket"], many["kms:key"], many["ecr:repository"]) == (
        BUCKETS,
        KEYS,
        REPOSITORIES,
    )
    for thing in content.things.values():
        if thing.place:
            told = json.dumps(thing.policy).replace(content.id, "")
            assert "arn:aws:iam::" in told
    roots = [thing for thing in content.things.values() if named_root(thing, content.id)]
    assert roots


def named_root(thing, own):
    told = json.dumps(thing.policy)
    return ":root" in told.replace(f"{own}:root", "")


def test_one_in_ten_accounts_has_a_pipeline():
    layout = Layout(accounts=1000, roles=100)
    pipelines = [index for index in range(1000) if layout.has_pipeline(index)]
    assert len(pipelines) == 100
    targets = [layout.target(index) for index in pipelines]
    assert len(set(targets)) == 100
    assert not set(targets) & set(pipelines)


def test_every_look_is_answered(tmp_path):
    known = {kind.name: kind for kind in kinds()}
    write(SMALL, tmp_path / "file", Garden(SMALL))
    with Snapshot(tmp_path / "file") as snapshot:
        assert not list(snapshot.missing())
        for document in snapshot.documents():
            kind = known[document.kind]
            asked = {ask.key for ask in (kind.lists, *kind.looks)}
            assert asked <= document.record.keys(), document.kind


@pytest.mark.parametrize("seed", SEEDS)
def test_a_thousand_accounts_have_two_hundred_faults_and_as_many_near_misses(seed):
    garden = Garden(Layout(accounts=1000, roles=100, seed=seed))
    wrong = [each for each in garden.planted if each.site.is_wrong]
    assert (len(wrong), len(garden.planted)) == (200, 400)
    assert len({each.fault.name for each in wrong}) == len(FAULTS)
    assert len(garden.kinds) >= 10


def test_every_fault_has_a_near_miss_even_where_accounts_are_few():
    planted = Counter((each.fault.name, each.site.is_wrong) for each in Garden(SMALL).planted)
    assert set(planted) == {(fault.name, wrong) for fault in FAULTS for wrong in (True, False)}


def test_nothing_is_found_where_nothing_is_planted(tmp_path):
    write(SMALL, tmp_path / "file")
    config = check_out(SMALL, tmp_path)
    report = check((tmp_path / "file",), replace(EVERY_RULE, config=config)).report
    assert [str(each) for each in report.failures] == []
    assert [each.message for each in report.findings] == []
    verdicts = Counter(each.verdict for each in report.pipelines)
    assert verdicts == {"allow": sum(map(SMALL.has_pipeline, range(SMALL.accounts)))}


@pytest.fixture(scope="module", params=CHECKED)
def judged(request, tmp_path_factory):
    """What is planted, and the report on it."""
    layout = replace(SMALL, seed=request.param)
    garden, file = Garden(layout), tmp_path_factory.mktemp("organization") / "file"
    write(layout, file, garden)
    return garden, check((file,), EVERY_RULE).report


def test_what_is_planted_is_found_and_nothing_else_of_its_kinds(judged):
    garden, report = judged
    found = garden.judged(report)
    assert (found.missing, found.extra) == ((), ())
    assert len(garden.kinds) >= 10


def test_what_a_report_lacks_is_missing_and_what_it_says_twice_is_extra(judged):
    garden, report = judged
    assert Counter(garden.judged(Report()).missing) == Counter(garden.rows)
    doubled = replace(report, findings=report.findings * 2)
    assert Counter(garden.judged(doubled).extra) == Counter(garden.rows)
