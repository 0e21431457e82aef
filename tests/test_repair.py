"""What is suggested does what it says: each suggestion is made, and the request is asked again."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from notation import scenario_of
from reference import evaluate
from strategies import Json, scenarios

from tests.other_policies import with_policies, without
from xacct_guard.finding import Confidence, Evidence, Finding, Fix, Kind, Severity
from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.iam.callers import cannot_call
from xacct_guard.iam.case import read_scenario
from xacct_guard.iam.decide import decide
from xacct_guard.iam.decision import Verdict
from xacct_guard.iam.policy import Effect, Policy, PolicyKind
from xacct_guard.iam.request import PrincipalKind
from xacct_guard.iam.semantics import AccountTrust
from xacct_guard.iam.symbol import shown
from xacct_guard.naming import principal_named, resource_named
from xacct_guard.question import Circumstances, Question, ask
from xacct_guard.refusals.no_such_role import namesakes_in
from xacct_guard.repair import Change, Repair, changed, edited, find_repair, repair
from xacct_guard.repair.home import Home
from xacct_guard.repair.search import fewest_changes
from xacct_guard.report import Options as RenderOptions
from xacct_guard.report import render_named
from xacct_guard.rule import Facts
from xacct_guard.run import Model, Options, check, model_of
from xacct_guard.services import takes_policy
from xacct_guard.trace import Hop, answer, trace
from xacct_guard.verdicts import Report

SYSTEM = Path(__file__).parents[1] / "fixtures/systems/three-account-codepipeline"
CORRECTED = model_of((SYSTEM / "corrected",), Options())
PUBLISHED = model_of((SYSTEM / "as-published",), Options())
MENDED = model_of(
    (SYSTEM / "as-published",),
    Options(config=SYSTEM / "as-published/role-path-mended.yaml"),
)
law = settings(
    max_examples=int(os.environ.get("XACCT_GUARD_EXAMPLES", "120")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def denied(graph: AccessGraph, paths) -> Iterator[Hop]:
    """Each denied request once; not those that name a role which cannot exist."""
    hops = (hop for path in paths for hop in (*path.hops, *path.optional, *path.beyond))
    unique = {(h.step.principal, h.step.action, h.step.resource): h for h in hops}
    for hop in unique.values():
        if hop.decision.verdict.denied and not any(namesakes_in(hop.step, graph)):
            yield hop


def estate_with(graph: AccessGraph, change: Change) -> AccessGraph:
    """The estate with the change made in it, by hand: a policy that is there takes it, else a new one."""
    if change.instead is not None:
        return with_policies(graph, lambda policy: edited(policy, change))
    new = Policy(change.kind, "added", (change.statement,), change.statement.span, "2012-10-17")
    if change.kind is PolicyKind.RESOURCE:
        resource = graph.resources[change.to]
        policy = edited(resource.policy, change) if resource.policy else new
        return replace(
            graph, resources={**graph.resources, change.to: replace(resource, policy=policy)}
        )
    role = graph.roles[change.to]
    match change.kind:
        case PolicyKind.IDENTITY:
            role = replace(role, identity=(*role.identity, new))
        case PolicyKind.TRUST:
            role = replace(role, trust=edited(role.trust, change) if role.trust else new)
        case PolicyKind.BOUNDARY:
            role = replace(role, boundary=edited(role.boundary, change))
    return replace(graph, roles={**graph.roles, change.to: role})


WHOLE = {"published": PUBLISHED, "mended": MENDED, "corrected": CORRECTED}
GRANTS = {
    f"{grant.policy}.{grant.sid or grant.index} at {grant.span}": grant
    for _, grant in Facts(CORRECTED.graph, ()).statements
    if grant.effect is Effect.ALLOW
}
SUGGESTED = pytest.mark.parametrize(
    "estate",
    [pytest.param(each, marks=pytest.mark.xdist_group("repair")) for each in (*WHOLE, *GRANTS)],
)
"""A published system as it is, or the corrected one short of one grant."""


@cache
def suggestions(estate: str) -> tuple[tuple[AccessGraph, Hop, Repair], ...]:
    """The denied hops, and what is suggested for each."""
    if estate in WHOLE:
        graph, paths = WHOLE[estate].graph, WHOLE[estate].paths
    else:
        graph = without(CORRECTED.graph, GRANTS[estate])
        paths = trace(graph)
    hops = tuple(denied(graph, paths))
    return tuple((graph, hop, find_repair(hop.decision, graph)) for hop in hops)


@SUGGESTED
def test_once_the_suggested_statements_are_added_the_request_is_allowed(estate):
    for graph, hop, found in suggestions(estate):
        assert found is not None, hop.step
        after = graph
        for change in found.changes:
            after = estate_with(after, change)
        decision = answer(hop.step, after)
        assert decision.verdict == found.then.verdict, hop.step
        if decision.verdict is not Verdict.ALLOW:
            assert decision.verdict is Verdict.UNKNOWN, hop.step
            assert all("resource policy of" in name for name in decision.depends_on)


@SUGGESTED
def test_no_suggested_statement_is_one_too_many(estate):
    for graph, hop, found in suggestions(estate):
        for left_out in found.changes:
            after = graph
            for change in found.changes:
                if change is not left_out:
                    after = estate_with(after, change)
            assert answer(hop.step, after).verdict.denied, hop.step


@SUGGESTED
def test_a_suggestion_allows_nothing_but_what_was_asked(estate):
    for _, hop, found in suggestions(estate):
        for change in found.changes:
            statement = change.statement
            assert [one.text for one in statement.actions] == [hop.step.action]
            named = statement.principals
            assert named is None or "*" not in [one.text for one in named.aws]
            if [one.text for one in statement.resources] == ["*"]:
                own = hop.step.resource == "*"
                assert own or (change.kind is PolicyKind.RESOURCE and "kms:" in hop.step.action)


@pytest.mark.xdist_group("repair")
def test_nearly_every_grant_is_missed_when_it_is_gone():
    """The claims above hold of nothing as well."""
    assert all(suggestions(estate) for estate in WHOLE)
    before = len(suggestions("corrected"))
    missed = [estate for estate in GRANTS if len(suggestions(estate)) > before]
    assert len(missed) > 0.9 * len(GRANTS)


def fixes(model: Model) -> Iterator[tuple[Hop, Fix]]:
    for hop in denied(model.graph, model.paths):
        fix = repair(hop, model.graph)
        assert fix is not None
        assert fix.statement is not None
        yield hop, fix


@pytest.mark.parametrize("model", [PUBLISHED, MENDED, CORRECTED], ids=["pub", "mended", "fixed"])
def test_every_text_is_a_statement_without_anything_unprintable(model):
    for _, fix in fixes(model):
        for text in (fix.statement, *(one.statement for one in fix.additions)):
            assert text.replace("\n", "").isprintable()
            assert not re.search("[\ue000-\uf8ff]", text)
            assert json.loads(text)["Effect"] == "Allow"


PASTED = [
    "arn:aws:sagemaker:us-east-1:333333333333:model/*",
    "arn:aws:sagemaker:us-east-1:333333333333:endpoint-config/*",
    "arn:aws:sagemaker:us-east-1:333333333333:endpoint/*",
]


def test_what_is_pasted_into_the_template_mends_the_stage(tmp_path):
    folder = tmp_path / "system"
    shutil.copytree(SYSTEM / "as-published", folder)
    options = Options(config=folder / "role-path-mended.yaml")
    report = check((folder,), options).report
    fixes = [f.fix for f in report.findings if f.rule == "stage-denied"]
    texts = [each.statement for fix in fixes for each in (fix, *fix.additions)]
    assert sorted(json.loads(text)["Resource"] for text in texts) == sorted(PASTED)
    into(folder / "production.yaml", "PassRoleforC", texts)
    after = check((folder,), options).report
    assert after.failures == ()
    assert [stage.verdict for stage in after.stages] == ["allow"] * 4


def test_references_of_a_suggestion_stand_for_what_the_template_makes(tmp_path):
    """A suggestion for the bucket policy, pasted, speaks of the bucket that the template makes."""
    folder = tmp_path / "system"
    shutil.copytree(SYSTEM / "as-published", folder)
    file, options = folder / "shared.yaml", Options(config=folder / "role-path-mended.yaml")
    model = model_of((folder,), options)
    found = {
        hop.step.action: repair(hop, model.graph)
        for hop in denied(model.graph, model.paths)
        if hop.step.action == "s3:GetBucketVersioning" and ":222" in hop.step.principal
    }
    [fix] = found.values()
    assert json.loads(fix.statement)["Resource"] == {"Fn::Sub": "${ArtifactBucket.Arn}"}
    into(file, fix.at.route[1], [fix.statement.replace("${training.CrossAccountRoleB}", "x")])
    after = model_of((folder,), options)
    assert after.estate.failures == ()
    policy = after.graph.resource("arn:aws:s3:::" + bucket_of(after)).policy
    assert shown(policy.statements[0].resources[0].text) == "arn:aws:s3:::${shared.ArtifactBucket}"


def bucket_of(model: Model) -> str:
    [bucket] = model.graph.of_type("s3:bucket")
    return bucket.name


def test_a_reference_that_would_close_a_circle_is_not_suggested(tmp_path):
    """The key's policy names the role: the role's policies cannot refer to the key."""
    folder = tmp_path / "system"
    shutil.copytree(SYSTEM / "as-published", folder)
    file = folder / "shared.yaml"
    text = file.read_text()
    begin = text.index("- Sid: UseOfTheKey")
    file.write_text(text[:begin] + text[text.index("- Sid:", begin + 5) :])
    model = model_of((folder,), Options(config=folder / "role-path-mended.yaml"))
    own = [
        repair(hop, model.graph)
        for hop in denied(model.graph, model.paths)
        if "kms:" in hop.step.action and ":111" in hop.step.principal
    ]
    assert {json.loads(fix.statement)["Resource"] for fix in own} == {
        "arn:aws:kms:us-east-1:111111111111:key/${shared.sharedKey}"
    }


def into(file: Path, after: str, statements: list[str]) -> None:
    """Paste statements at the head of the first `Statement:` below a line of a YAML template."""
    lines = file.read_text().split("\n")
    named = next(number for number, line in enumerate(lines) if line.startswith(f"  {after}:"))
    at = next(n for n, line in enumerate(lines) if n > named and line.strip() == "Statement:")
    indent = re.match(" *", lines[at + 1])[0]
    pasted = [f"{indent}- {json.dumps(json.loads(text))}" for text in statements]
    file.write_text("\n".join([*lines[: at + 1], *pasted, *lines[at + 1 :]]))


# Single layers: what must be said where, as AWS's chart has it.

ROLE = "arn:aws:iam::111111111111:role/trainer"
THEIRS = "arn:aws:iam::222222222222:role/theirs"
KEY = "arn:aws:kms:us-east-1:111111111111:key/k"
VIA = {"kms:ViaService": "s3.us-east-1.amazonaws.com"}


def suggested(case: Json) -> tuple[Change, ...] | None:
    """The changes suggested for a case in the notation of the conformance cases."""
    scenario = read_scenario(scenario_of({"name": "x", **case}))
    decision = decide(scenario.request, scenario.layers, scenario.semantics)
    assert decision.verdict.denied
    found = fewest_changes(decision, scenario.layers, lambda kind: Home(str(kind), "there", None))
    if found is None:
        return None
    after = changed(scenario.layers, found.changes)
    expected = evaluate(scenario.request, after, scenario.semantics)
    assert expected[0] is found.then.verdict is Verdict.ALLOW
    return found.changes


CASES = [
    (
        "at home the identity policy is enough",
        {"by": "some trainer", "to": "arn:aws:s3:::data/x"},
        {"identity": {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::data/x"}},
    ),
    (
        "across accounts both sides",
        {"by": "some trainer", "to": "arn:aws:s3:::theirs/x"},
        {
            "resource": {"Principal": {"AWS": ROLE}, "Action": "s3:GetObject"},
            "identity": {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::theirs/x"},
        },
    ),
    (
        "across accounts only the side that is silent",
        {"to": "arn:aws:s3:::theirs/x", "identity": "allow s3:* on *"},
        {"resource": {"Principal": {"AWS": ROLE}, "Resource": "arn:aws:s3:::theirs/x"}},
    ),
    (
        "a key decides by its own policy, for itself, through the service that calls",
        {
            "by": "some trainer",
            "does": "kms:Decrypt",
            "to": KEY,
            "with": VIA,
            "identity": "allow kms:* on *",
        },
        {
            "resource": {
                "Principal": {"AWS": ROLE},
                "Resource": "*",
                "Condition": {"StringEquals": VIA},
            }
        },
    ),
    (
        "a key that hands over to its account needs the identity policy",
        {
            "does": "kms:Decrypt",
            "to": KEY,
            "resource": "allow kms:* on * to 111111111111",
        },
        {"identity": {"Action": "kms:Decrypt", "Resource": KEY}},
    ),
    (
        "a role trusts by its trust policy, which names no resource",
        {
            "does": "sts:AssumeRole",
            "to": THEIRS,
            "by": "some trainer",
            "identity": "allow sts:AssumeRole on *",
            "resource": "allow sts:AssumeRole to 333333333333",
        },
        {"trust": {"Principal": {"AWS": ROLE}, "Action": "sts:AssumeRole"}},
    ),
    (
        "a service is trusted for the account it acts for",
        {
            "does": "sts:AssumeRole",
            "to": ROLE,
            "by": "events.amazonaws.com",
            "with": {"aws:SourceAccount": "111111111111"},
            "resource": "allow sts:AssumeRole to 333333333333",
        },
        {
            "trust": {
                "Principal": {"Service": "events.amazonaws.com"},
                "Condition": {"StringEquals": {"aws:SourceAccount": "111111111111"}},
            }
        },
    ),
    (
        "a web identity is trusted with the subject it has",
        {
            "does": "sts:AssumeRoleWithWebIdentity",
            "to": ROLE,
            "by": "github",
            "with": {"token.actions.githubusercontent.com:sub": "repo:o/r:ref:refs/heads/main"},
            "resource": "allow sts:AssumeRole to 333333333333",
        },
        {
            "trust": {
                "Condition": {
                    "StringEquals": {
                        "token.actions.githubusercontent.com:sub": "repo:o/r:ref:refs/heads/main"
                    }
                }
            }
        },
    ),
    (
        "a role is passed to one service",
        {
            "does": "iam:PassRole",
            "to": ROLE,
            "with": {"iam:PassedToService": "sagemaker.amazonaws.com"},
        },
        {
            "identity": {
                "Resource": ROLE,
                "Condition": {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}},
            }
        },
    ),
    (
        "a repository policy has no Resource",
        {
            "does": "ecr:BatchGetImage",
            "to": "arn:aws:ecr:us-east-1:222222222222:repository/train",
            "identity": "allow ecr:* on *",
        },
        {"resource": {"Principal": {"AWS": ROLE}, "Resource": None}},
    ),
    (
        "a boundary must allow what the identity policy gives",
        {"identity": "allow s3:* on *", "boundary": "allow kms:* on *"},
        {"boundary": {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::data/x"}},
    ),
    (
        "a session policy must allow it too",
        {"identity": "allow s3:* on *", "session": "allow kms:* on *"},
        {"session": {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::data/x"}},
    ),
    (
        "every level of service control policies must allow it",
        {"identity": "allow s3:* on *", "scps": ["allow * on *", "allow kms:* on *"]},
        {"scp": {"Action": "s3:GetObject"}},
    ),
    (
        "an endpoint lets the role through",
        {"identity": "allow s3:* on *", "vpc_endpoint": "allow kms:* on * to *"},
        {
            "vpc_endpoint": {
                "Principal": "*",
                "Condition": {"ArnEquals": {"aws:PrincipalArn": ROLE}},
            }
        },
    ),
    (
        "a Deny of everybody else takes one more exception",
        {
            "to": "arn:aws:s3:::theirs/x",
            "identity": "allow s3:* on *",
            "resource": [
                f"allow s3:* on * to {ROLE}",
                "deny s3:* on * to * when {ArnNotLike: {aws:PrincipalArn: arn:aws:iam::1*:role/a}}",
            ],
        },
        {
            "resource": {
                "Condition": {"ArnNotLike": {"aws:PrincipalArn": ["arn:aws:iam::1*:role/a", ROLE]}}
            }
        },
    ),
    (
        "a Deny of a network gets an exception for the role",
        {
            "identity": "allow s3:* on *",
            "resource": "deny s3:* on * to * when {StringNotEquals: {aws:SourceVpce: vpce-1}}",
        },
        {"resource": {"Condition": {"ArnNotEquals": {"aws:PrincipalArn": ROLE}}}},
    ),
    (
        "a Deny of an account's principals gets an exception for a service",
        {
            "by": "events.amazonaws.com",
            "does": "s3:PutObject",
            "resource": [
                "allow s3:* on * to events.amazonaws.com",
                "deny s3:* on * to * when {StringNotEquals: {aws:PrincipalOrgID: o-1}}",
            ],
        },
        {
            "resource": {
                "Condition": {
                    "StringNotEquals": {"aws:PrincipalServiceName": "events.amazonaws.com"}
                }
            }
        },
    ),
    (
        "an own Deny of all but some actions lists one more",
        {"identity": ["allow s3:* on *", "deny not kms:* on *"]},
        {"identity": {"NotAction": ["kms:*", "s3:GetObject"]}},
    ),
    (
        "an own Deny of several actions lists one less",
        {"identity": ["allow s3:* on *", "deny s3:GetObject, s3:PutObject on *"]},
        {"identity": {"Action": ["s3:PutObject"]}},
    ),
    (
        "an own Deny on everything leaves one thing out",
        {"identity": ["allow s3:* on *", "deny s3:* on *"]},
        {"identity": {"NotResource": ["arn:aws:s3:::data/x"]}},
    ),
    (
        "a Deny outside some regions lists one more",
        {
            "identity": [
                "allow s3:* on *",
                "deny s3:* on arn:aws:s3:::data/* when"
                " {StringNotEquals: {aws:RequestedRegion: eu-west-1}}",
            ]
        },
        {
            "identity": {
                "Condition": {
                    "StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "us-east-1"]}
                }
            }
        },
    ),
    (
        "a service control policy gets an exception for the role",
        {
            "identity": "allow s3:* on *",
            "scps": ["allow * on *", ["allow * on *", "deny s3:* on *"]],
        },
        {"scp": {"Condition": {"ArnNotEquals": {"aws:PrincipalArn": ROLE}}}},
    ),
    (
        "a resource control policy gets one too, beside the grants that are missing",
        {
            "by": "some trainer",
            "to": "arn:aws:s3:::theirs/x",
            "identity": "allow s3:* on *",
            "rcps": ["deny s3:* on * to *"],
        },
        {
            "rcp": {"Condition": {"ArnNotEquals": {"aws:PrincipalArn": ROLE}}},
            "resource": {"Principal": {"AWS": ROLE}},
        },
    ),
]


@pytest.mark.parametrize(("case", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_the_change_is_made_on_the_side_that_denies(case, expected):
    found = {change.kind.value: change.written for change in suggested(case)}
    assert found.keys() == expected.keys()
    for kind, elements in expected.items():
        for element, value in elements.items():
            assert found[kind].get(element) == value


NO_HELP = {
    "a role of another account cannot be passed": (
        {"does": "iam:PassRole", "to": THEIRS, "owner": "222222222222", "identity": "allow * on *"},
        "pass a role of the caller's own account",
    ),
    "a state machine lets no other account in": (
        {
            "does": "states:StartExecution",
            "to": "arn:aws:states:us-east-1:222222222222:stateMachine:x",
            "identity": "allow * on *",
        },
        "make this call as a role of 222222222222",
    ),
    "the root user assumes no role": (
        {"by": "root", "does": "sts:AssumeRole", "to": ROLE, "resource": "allow sts:* to *"},
        "as a role or a user",
    ),
    "everybody is not let in": ({"by": "*", "to": "arn:aws:s3:::data/x"}, "sign the request"),
    "a key of AWS has a policy nobody edits": (
        {
            "does": "kms:Decrypt",
            "to": "arn:aws:kms:us-east-1:222222222222:alias/aws/s3",
            "identity": "allow kms:* on *",
        },
        "customer managed key",
    ),
}


@pytest.mark.parametrize(("case", "words"), NO_HELP.values(), ids=NO_HELP)
def test_where_no_policy_helps_no_statement_is_suggested(case, words):
    assert suggested(case) is None
    scenario = read_scenario(scenario_of({"name": "x", **case}))
    decision = decide(scenario.request, scenario.layers, scenario.semantics)
    step = ask(
        Question(scenario.request.principal, scenario.request.action, scenario.request.resource),
        AccessGraph(),
    ).step
    fix = repair(Hop(step, decision), AccessGraph())
    assert fix is not None
    assert fix.statement is None
    assert words in fix.summary


def test_nothing_is_suggested_that_aws_would_not_take():
    """A declared call may name what is no ARN: there is no statement about it, and no crash."""
    graph = PUBLISHED.graph
    principal = principal_named("CrossAccountRoleA", graph)
    hop = ask(Question(principal, "codepipeline:StartPipelineExecution", "my-pipeline"), graph)
    assert hop.decision.verdict.denied
    assert repair(hop, graph) is None


@law
@given(scenarios())
def test_a_suggestion_is_allowed_by_the_second_opinion(written: Json) -> None:
    scenario = read_scenario(written)
    decision = decide(scenario.request, scenario.layers, scenario.semantics)
    assume(decision.verdict.denied)
    found = fewest_changes(decision, scenario.layers, lambda kind: Home(str(kind), "there", None))
    assume(found is not None)
    after = changed(scenario.layers, found.changes)
    assert evaluate(scenario.request, after, scenario.semantics)[0] is found.then.verdict
    assert not found.then.verdict.denied


@law
@given(scenarios())
def test_a_request_that_is_only_not_allowed_can_be_allowed(written: Json) -> None:
    """Somebody with policies of their own, a resource that takes one: there is always a way."""
    written["policies"]["resource_settings"] = {}
    scenario = read_scenario(written)
    request, layers = scenario.request, scenario.layers
    decision = decide(request, layers, scenario.semantics)
    assume(decision.verdict is Verdict.IMPLICIT_DENY)
    assume(request.principal.kind in (PrincipalKind.USER, PrincipalKind.SESSION))
    assume(scenario.semantics.account_trust is not AccountTrust.NO_RESOURCE_POLICY)
    assume(takes_policy(request.resource) and request.resource != "*")
    assume(cannot_call(request.principal.kind, request.action.lower()) is None)
    found = fewest_changes(decision, layers, lambda kind: Home(str(kind), "there", None))
    assert found is not None


# In words.


def ask_of(model: Model, principal: str, action: str, resource: str) -> Hop:
    graph = model.graph
    who, what = principal_named(principal, graph), resource_named(resource, graph)
    return ask(Question(who, action, what), graph)


def test_a_condition_that_alone_is_in_the_way_is_named():
    graph = PUBLISHED.graph
    hop = ask_of(PUBLISHED, "CrossAccountRoleB", "sts:AssumeRole", "CodeCommitRepoAccessRole")
    assert hop.decision.verdict is Verdict.ALLOW  # nothing else is in the way
    narrowed = {
        **graph.roles,
        **{
            arn: replace(
                role,
                trust=replace(
                    role.trust,
                    statements=tuple(map(with_external_id, role.trust.statements)),
                ),
            )
            for arn, role in graph.roles.items()
        },
    }
    narrow = replace(graph, roles=narrowed)
    question = Question(
        principal_named("CrossAccountRoleB", narrow),
        "sts:AssumeRole",
        resource_named("CodeCommitRepoAccessRole", narrow),
        Circumstances(absent=frozenset({"sts:externalid"})),
    )
    fix = repair(ask(question, narrow), narrow)
    assert fix is not None
    assert "without the condition `StringEquals sts:ExternalId 42` of " in fix.summary


def with_external_id(statement):
    from xacct_guard.iam.policy import Condition, Written

    at = statement.span
    asked = Condition("StringEquals", "sts:ExternalId", (Written("42", at),), at)
    return replace(statement, conditions=(asked,))


def test_a_hop_that_is_allowed_needs_nothing():
    hops = [hop for path in CORRECTED.paths for hop in path.hops]
    allowed = [hop for hop in hops if hop.decision.verdict is Verdict.ALLOW]
    assert allowed
    assert [repair(hop, CORRECTED.graph) for hop in allowed] == [None] * len(allowed)


def test_a_role_arn_with_a_wrong_path_is_told_the_right_one():
    hops = [hop for path in PUBLISHED.paths for hop in path.hops]
    wrong = [hop for hop in hops if any(namesakes_in(hop.step, PUBLISHED.graph))]
    assert wrong
    for hop in wrong:
        fix = repair(hop, PUBLISHED.graph)
        assert fix.summary.startswith("write `arn:aws:iam::111111111111:role/${shared.")
        assert fix.statement is None


def test_both_sides_are_shown_with_their_places():
    for hop, fix in fixes(MENDED):
        if hop.step.action == "s3:GetBucketVersioning":
            assert [one.at.source.name.rpartition("/")[2] for one in fix.additions] in (
                ["training.yaml"],
                ["production.yaml"],
            )
            assert fix.at.source.name.endswith("shared.yaml")
            assert "; and in the identity policy of " in fix.summary
            assert '"Fn::Sub": "${ArtifactBucket.Arn}"' in fix.statement
            assert '"arn:aws:s3:::${shared.ArtifactBucket}"' in fix.additions[0].statement


def test_a_report_shows_every_statement_below_its_place():
    hop, fix = next(pair for pair in fixes(MENDED) if pair[1].additions)
    assert fix.at is not None
    finding = Finding(
        "stage-denied",
        Kind.BLOCKS,
        Severity.HIGH,
        Confidence.HIGH,
        f"may not `{hop.step.action}`",
        (Evidence(fix.at, "nothing here allows it"),),
        fix=fix,
    )
    report = Report(findings=(finding,))
    text = render_named("full").render(report, RenderOptions())
    assert text.index("shared.yaml") < text.index("Fn::Sub") < text.index("training.yaml:")
    assert text.count('"Action": "s3:GetBucketVersioning"') == 2
    [told] = json.loads(render_named("json").render(report, RenderOptions()))["findings"]
    [addition] = told["fix"]["additions"]
    assert addition["at"]["file"].endswith("training.yaml")
    assert addition["statement"] == fix.additions[0].statement
