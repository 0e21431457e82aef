"""Estates made so that a proof would be wrong: what policies allow beside what is asked for is found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from xacct_guard.cli import main
from xacct_guard.grants.against import against
from xacct_guard.grants.alone import alone
from xacct_guard.grants.generate import generate
from xacct_guard.grants.prove import Proof, prove
from xacct_guard.iam.compare import CannotTell, Witness
from xacct_guard.iam.decision import Verdict
from xacct_guard.iam.layers import KmsGrant
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.iam.request import Context, Principal, PrincipalKind, Request
from xacct_guard.repair.grant import grant
from xacct_guard.run import Options, model_of
from xacct_guard.trace.decide import decided

Json = Mapping[str, Any]
HOME, AWAY = "111111111111", "222222222222"
ROLE, OTHER = f"arn:aws:iam::{HOME}:role/worker", f"arn:aws:iam::{HOME}:role/other"
THERE = f"arn:aws:iam::{AWAY}:role/there"
BUCKET, OBJECT = "arn:aws:s3:::theirs", "arn:aws:s3:::theirs/k"
KEY = f"arn:aws:kms:us-east-1:{HOME}:key/11111111-2222-4333-8444-555555555555"
GITHUB = f"arn:aws:iam::{HOME}:oidc-provider/token.actions.githubusercontent.com"
READS = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": OBJECT}
LETS_READ = {**READS, "Principal": {"AWS": ROLE}}
READ = [{"call": "s3:GetObject", "resource": OBJECT}]


def proof(
    folder: Path,
    policies: Mapping[str, list[Json]],
    calls: list[Json] | None = None,
    *,
    necessary: bool = False,
    more: Json | None = None,
) -> Proof:
    """What is proved of documents attached to these ARNs, of a role that makes these calls."""
    attached = []
    for number, (arn, statements) in enumerate(policies.items()):
        file = f"{number}.json"
        document = {"Version": "2012-10-17", "Statement": statements}
        (folder / file).write_text(json.dumps(document))
        account = "away" if AWAY in arn or arn == BUCKET else "home"
        attached.append({"document": file, "attached_to": arn, "account": account})
    config = {
        "accounts": {"home": {"id": HOME, "regions": ["us-east-1"]}, "away": {"id": AWAY}},
        "policies": attached,
        "flows": [{"name": "work", "account": "home", "principal": ROLE, "steps": calls or READ}],
        **(more or {}),
    }
    (folder / "xacct-guard.yaml").write_text(yaml.safe_dump(config))
    model = model_of((folder,), Options(config=folder / "xacct-guard.yaml"))
    assert model.failures == ()
    return prove(model.graph, model.paths, necessary=necessary)


def refuted(found: Proof) -> set[tuple[str, str]]:
    return {
        (one.said.request.principal.arn, one.said.request.action)
        for one in found.beyond
        if isinstance(one.said, Witness)
    }


def test_what_is_asked_for_and_no_more_is_contained(tmp_path):
    found = proof(tmp_path, {ROLE: [READS], BUCKET: [LETS_READ]})
    assert found.sufficient
    assert found.contained is True
    assert found.method == "symbolic"


def allow(**members: Any) -> Json:
    return {"Effect": "Allow", **members}


ANYONE = {"Principal": "*", "Action": "s3:GetObject", "Resource": OBJECT}
ASSUMED = {"Action": "sts:AssumeRole"}
MINE = "arn:aws:s3:::mine/k"
BEYOND = {
    "an action that nobody asks for, in a wildcard": (ROLE, allow(Action="s3:*", Resource=MINE)),
    "an action that nobody asks for, by name": (
        ROLE,
        allow(Action="ec2:RunInstances", Resource="*"),
    ),
    "every action but some": (ROLE, allow(NotAction=["s3:*", "sts:*"], Resource="*")),
    "every resource but one": (
        ROLE,
        allow(Action="s3:GetObject", NotResource="arn:aws:s3:::none/*"),
    ),
    "a resource outside the estate": (
        ROLE,
        allow(Action="sqs:SendMessage", Resource=f"arn:aws:sqs:us-east-1:{HOME}:nobody-knows"),
    ),
    "an action behind a condition": (
        ROLE,
        allow(
            Action="s3:PutObject",
            Resource="arn:aws:s3:::mine/*",
            Condition={"StringEquals": {"aws:RequestTag/x": "y"}},
        ),
    ),
    "what another account owns": (
        ROLE,
        allow(
            Action="s3:PutObject",
            Resource="arn:aws:s3:::partner/*",
            Condition={"StringEquals": {"aws:ResourceAccount": "333333333333"}},
        ),
    ),
    "a pattern that begins like what is asked for": (
        ROLE,
        allow(Action="s3:GetObject", Resource=f"{MINE}*"),
    ),
    "the role itself as something to change": (
        ROLE,
        allow(Action="iam:UpdateAssumeRolePolicy", Resource=ROLE),
    ),
    "anybody at all": (BUCKET, allow(**ANYONE)),
    "anybody in a map": (BUCKET, allow(**{**ANYONE, "Principal": {"AWS": "*"}})),
    "a whole account": (
        BUCKET,
        allow(**{**ANYONE, "Principal": {"AWS": f"arn:aws:iam::{HOME}:root"}}),
    ),
    "a role that nobody declares": (
        BUCKET,
        allow(**{**ANYONE, "Principal": {"AWS": "arn:aws:iam::333333333333:role/unheard-of"}}),
    ),
    "a role of its own account that nobody declares": (
        BUCKET,
        allow(**{**ANYONE, "Principal": {"AWS": f"arn:aws:iam::{AWAY}:role/unheard-of"}}),
    ),
    "one session of a role": (
        BUCKET,
        allow(**{**ANYONE, "Principal": {"AWS": "arn:aws:sts::333333333333:assumed-role/r/s"}}),
    ),
    "a service": (BUCKET, allow(**{**ANYONE, "Principal": {"Service": "logs.amazonaws.com"}})),
    "a service on behalf of one account": (
        BUCKET,
        allow(
            **{**ANYONE, "Principal": {"Service": "logs.amazonaws.com"}},
            Condition={"StringEquals": {"aws:SourceAccount": AWAY}},
        ),
    ),
    "everyone whose ARN looks right": (
        BUCKET,
        allow(**ANYONE, Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/worker"}}),
    ),
    "everyone of the organization": (
        BUCKET,
        allow(**ANYONE, Condition={"StringEquals": {"aws:PrincipalOrgID": "o-0123456789"}}),
    ),
    "everyone who is not of the organization": (
        BUCKET,
        allow(**ANYONE, Condition={"StringNotEquals": {"aws:PrincipalOrgID": "o-0123456789"}}),
    ),
    "everyone with a tag of the session": (
        BUCKET,
        allow(**ANYONE, Condition={"StringEquals": {"aws:PrincipalTag/team": "ml"}}),
    ),
    "everyone through an endpoint": (
        BUCKET,
        allow(**ANYONE, Condition={"StringEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}}),
    ),
    "an action for who asks for another": (
        BUCKET,
        allow(Principal={"AWS": ROLE}, Action="s3:GetObject*", Resource=OBJECT),
    ),
}


@pytest.mark.parametrize("case", BEYOND)
def test_whatever_else_is_allowed_is_found(tmp_path, case):
    to, statement = BEYOND[case]
    reads = allow(Action="s3:GetObject*", Resource=OBJECT) if "for another" in case else READS
    policies = {ROLE: [reads], BUCKET: [LETS_READ]}
    calls = [*READ, {"call": "s3:GetObject", "resource": MINE}]
    policies[ROLE].append(allow(Action="s3:GetObject", Resource=MINE))
    found = proof(tmp_path, {**policies, to: [*policies[to], statement]}, calls)
    assert found.contained is False


def test_what_is_not_contained_the_engine_allows(tmp_path):
    statement = allow(Action="cloudwatch:*", Resource="*")
    found = proof(tmp_path, {ROLE: [READS, statement], BUCKET: [LETS_READ]})
    model = model_of((tmp_path,), Options(config=tmp_path / "xacct-guard.yaml"))
    (one,) = found.beyond
    assert isinstance(one.said, Witness)
    assert decided(one.said.request, model.graph).verdict is Verdict.ALLOW


def test_what_a_deny_takes_away_is_not_held_against_the_policies(tmp_path):
    wide = allow(Action=["s3:GetObject", "s3:PutObject"], Resource=OBJECT)
    stopped = {"Effect": "Deny", "Action": "s3:PutObject", "Resource": "*"}
    lets = {**LETS_READ, "Action": ["s3:GetObject", "s3:PutObject"]}
    found = proof(tmp_path, {ROLE: [wide, stopped], BUCKET: [lets]})
    assert found.contained is True
    assert not any(one.alone for one in found.containments if one.of == ROLE)


def test_a_wide_policy_that_the_other_side_does_not_answer_opens_nothing(tmp_path):
    """The bucket lets the account in, and the only role of it may read one object."""
    other = allow(Action="s3:PutObject", Resource="arn:aws:s3:::somewhere-else/x")
    found = proof(tmp_path, {ROLE: [READS], OTHER: [other], BUCKET: [LETS_READ]})
    assert {one.of for one in found.beyond} == {OTHER}


def test_a_role_whose_policies_nobody_gave_is_said_and_not_proved(tmp_path):
    found = proof(tmp_path, {BUCKET: [LETS_READ]})
    assert found.contained is None
    assert found.method == "exhaustive"
    (untold,) = found.untold
    assert isinstance(untold.said, CannotTell)
    assert (untold.of, "worker" in untold.said.construct) == (ROLE, True)


def test_what_hangs_on_policies_nobody_gave_is_neither_proved_nor_refuted(tmp_path):
    """Another machine is started, of which nothing is known: who works there, and whether that passes."""
    bus = f"arn:aws:events:us-east-1:{AWAY}:event-bus/ml"
    machine = f"arn:aws:states:us-east-1:{HOME}:stateMachine:other"
    called = [
        {"call": "events:PutEvents", "resource": bus},
        {"call": "states:StartExecution", "parameters": {"stateMachineArn": machine}},
    ]
    puts = {"Effect": "Allow", "Action": "events:PutEvents", "Resource": bus}
    starts = {"Effect": "Allow", "Action": "states:StartExecution", "Resource": machine}
    given = {ROLE: [puts, starts], bus: [{**puts, "Principal": {"AWS": ROLE}}]}
    found = proof(tmp_path, given, called)
    assert (found.sufficient, found.lacking, len(found.open)) == (None, (), 1)
    assert (found.contained, found.excess) == (None, ())
    assert main(["prove", str(tmp_path), "--quiet"]) == 0


def test_a_trust_policy_that_lets_in_more_is_found_whatever_it_asks_for(tmp_path):
    trust = allow(Principal={"AWS": f"arn:aws:iam::{AWAY}:root"}, Action="sts:AssumeRole")
    named = {**trust, "Condition": {"StringEquals": {"sts:ExternalId": "secret"}}}
    for statement in (trust, named):
        config = {
            "Resources": {
                "Role": {
                    "Type": "AWS::IAM::Role",
                    "Properties": {
                        "RoleName": "worker",
                        "AssumeRolePolicyDocument": {"Statement": [statement]},
                        "Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": [READS]}}],
                    },
                }
            }
        }
        (tmp_path / "role.yaml").write_text(yaml.safe_dump(config))
        stacks = {"stacks": [{"name": "s", "template": "role.yaml", "account": "home"}]}
        found = proof(tmp_path, {BUCKET: [LETS_READ]}, more=stacks)
        assert ("sts:AssumeRole" in {action for _, action in refuted(found)}) is True


def test_another_workflow_of_the_same_identity_provider_is_somebody_else(tmp_path):
    """Who comes from a provider is who its token says."""
    sub = "token.actions.githubusercontent.com:sub"
    step = {"call": "sts:AssumeRoleWithWebIdentity", "resource": ROLE}
    context = {sub: "repo:acme/ml:ref:refs/heads/main"}
    flow = {
        "name": "ci",
        "account": "home",
        "principal": GITHUB,
        "steps": [{**step, "context": context}],
    }
    for values, contained in (("repo:acme/ml:ref:refs/heads/main", True), ("repo:acme/*", False)):
        trust = allow(
            Principal={"Federated": GITHUB},
            Action="sts:AssumeRoleWithWebIdentity",
            Condition={"StringLike": {sub: values}},
        )
        properties = {"RoleName": "worker", "AssumeRolePolicyDocument": {"Statement": [trust]}}
        template = {"Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": properties}}}
        (tmp_path / "role.yaml").write_text(yaml.safe_dump(template))
        more = {
            "stacks": [{"name": "s", "template": "role.yaml", "account": "home"}],
            "flows": [flow],
        }
        found = proof(tmp_path, {}, more=more)
        assert found.contained is contained


def test_what_a_request_of_which_little_is_known_needs_is_not_superfluous(tmp_path):
    """Nobody has the policy of the bucket: whether it lets the role in is open, without its own it is not."""
    reads = {**READS, "Resource": [OBJECT, "arn:aws:s3:::nobodys/k"]}
    called = [*READ, {"call": "s3:GetObject", "resource": "arn:aws:s3:::nobodys/k"}]
    found = proof(tmp_path, {ROLE: [reads], BUCKET: [LETS_READ]}, called, necessary=True)
    assert (len(found.open), found.spare) == (1, ())


def trusting(folder: Path, *conditions: Json, step: Json | None = None) -> Json:
    """A flow of a workflow of which nobody says who it is, and a role that lets its provider in."""
    trust = [
        {
            **allow(Principal={"Federated": GITHUB}, Action="sts:AssumeRoleWithWebIdentity"),
            **({"Condition": one} if one else {}),
        }
        for one in conditions
    ]
    properties = {"RoleName": "worker", "AssumeRolePolicyDocument": {"Statement": trust}}
    template = {"Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": properties}}}
    (folder / "role.yaml").write_text(yaml.safe_dump(template))
    steps = [{"call": "assume-role", "role": ROLE, **(step or {})}]
    flow = {"name": "ci", "account": "home", "principal": GITHUB, "steps": steps}
    stacks = [{"name": "s", "template": "role.yaml", "account": "home"}]
    return {"stacks": stacks, "flows": [flow]}


HOST = "token.actions.githubusercontent.com"
OURS = {"StringLike": {f"{HOST}:sub": "repo:acme/ml:*"}}
AUDIENCE = {"StringEquals": {f"{HOST}:aud": "sts.amazonaws.com"}}


@pytest.mark.parametrize(
    ("conditions", "contained"),
    [([OURS], True), ([{**OURS, **AUDIENCE}], True), ([{}], False), ([AUDIENCE], False)],
)
def test_a_provider_alone_says_of_nobody_who_comes(tmp_path, conditions, contained):
    found = proof(tmp_path, {}, more=trusting(tmp_path, *conditions))
    assert found.contained is contained
    assert (GITHUB in {who for who, _ in refuted(found)}) is not contained


@pytest.mark.parametrize("conditions", [[OURS], [{**OURS, **AUDIENCE}], [OURS, AUDIENCE]])
def test_where_nobody_says_who_comes_the_guards_in_force_stay(tmp_path, conditions):
    more = trusting(tmp_path, *conditions)
    proof(tmp_path, {}, more=more)
    model = model_of((tmp_path,), Options(config=tmp_path / "xacct-guard.yaml"))
    found = generate(model.paths, model.graph)
    assert found.beyond == ()
    ((line,),) = (policy.lines for policy in found.policies)
    assert line.written["Condition"] == conditions[0]


@pytest.mark.parametrize("conditions", [[{}], [AUDIENCE], []])
def test_without_a_guard_no_trust_is_generated_that_lets_in_everybody(tmp_path, conditions):
    proof(tmp_path, {}, more=trusting(tmp_path, *conditions or [OURS]))
    config = yaml.safe_load((tmp_path / "xacct-guard.yaml").read_text())
    if not conditions:
        del config["stacks"]
        (tmp_path / "xacct-guard.yaml").write_text(yaml.safe_dump(config))
        (tmp_path / "role.yaml").unlink()
    model = model_of((tmp_path,), Options(config=tmp_path / "xacct-guard.yaml"))
    found = generate(model.paths, model.graph)
    assert found.policies == ()
    assert [f"as `{HOST}:sub`" in one.why for one in found.beyond] == [True]


@pytest.mark.parametrize(
    ("subject", "named"),
    [
        ("repo:acme/ml:ref:refs/heads/main", True),
        ("repo:acme/*", True),
        ("repo:*", True),
        (None, False),
    ],
)
def test_no_repair_lets_in_a_provider_of_whose_token_nothing_is_said(subject, named):
    context = {} if subject is None else {f"{HOST}:sub": subject}
    request = Request(
        Principal(PrincipalKind.PROVIDER, GITHUB),
        *("sts:AssumeRoleWithWebIdentity", ROLE, HOME),
        context=Context(context),
    )
    assert (grant(PolicyKind.TRUST, request) is not None) is named


ADMINISTERS = allow(
    Principal={"AWS": f"arn:aws:iam::{HOME}:root"}, Action="kms:PutKeyPolicy", Resource="*"
)
USES = allow(Principal={"AWS": ROLE}, Action="kms:Decrypt", Resource="*")
SILENT = {"Effect": "Deny", "Action": "ec2:*", "Resource": "*"}
DECRYPT = [{"call": "kms:Decrypt", "resource": KEY}]


def test_handing_a_key_to_its_own_account_is_left_to_the_policies_of_that_account(tmp_path):
    found = proof(tmp_path, {ROLE: [SILENT], KEY: [ADMINISTERS, USES]}, DECRYPT)
    assert found.contained is True
    other = allow(Action="kms:PutKeyPolicy", Resource="*")
    found = proof(tmp_path, {ROLE: [SILENT], OTHER: [other], KEY: [ADMINISTERS, USES]}, DECRYPT)
    assert found.contained is False


def test_a_grant_on_a_key_is_a_policy_like_others(tmp_path):
    granted = allow(Action="kms:CreateGrant", Resource=KEY)
    lets = {**USES, "Action": ["kms:Decrypt", "kms:CreateGrant"]}
    found = proof(tmp_path, {ROLE: [granted], KEY: [ADMINISTERS, lets]}, DECRYPT)
    assert (ROLE, "kms:CreateGrant") in {
        (one.said.request.principal.role, one.said.request.action)
        for one in found.beyond
        if isinstance(one.said, Witness)
    }


def test_a_grant_on_a_key_keeps_it_from_being_proved(tmp_path):
    proof(tmp_path, {ROLE: [SILENT], KEY: [ADMINISTERS, USES]}, DECRYPT)
    model = model_of((tmp_path,), Options(config=tmp_path / "xacct-guard.yaml"))
    for grantee in (ROLE, "arn:aws:iam::333333333333:role/their"):
        grants = {KEY: (KmsGrant(grantee, ("Decrypt",)),)}
        graph = replace(model.graph, grants=grants)
        found = prove(graph, model.paths, necessary=False)
        assert KEY in {one.of for one in (*found.beyond, *found.untold)}


def test_the_command_names_its_methods_and_what_stands_against_a_claim(tmp_path, capsys):
    wide = {"Sid": "Wide", **allow(Action="s3:GetObject*", Resource="arn:aws:s3:::theirs/*")}
    idle = {"Sid": "Idle", **allow(Action="ec2:RunInstances", Resource="*")}
    proof(tmp_path, {ROLE: [wide, idle], BUCKET: [LETS_READ]})
    asked = ["prove", "--config", str(tmp_path / "xacct-guard.yaml"), "--necessary"]
    assert main(asked) == 1
    text = capsys.readouterr().out
    assert "contained: no (symbolic)" in text
    assert "no request needs statement `Idle`" in text
    assert "`s3:GetObject*` in Action" in text
    assert main([*asked, "--format", "json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["contained"] is False
    assert said["method"]["contained"] == "symbolic"
    assert {"not_contained"} == {
        one["verdict"] for one in said["policies"] if one["attached_to"] == ROLE
    }


def test_what_cannot_be_told_fails_nothing(tmp_path, capsys):
    proof(tmp_path, {BUCKET: [LETS_READ]})
    assert main(["prove", "--config", str(tmp_path / "xacct-guard.yaml")]) == 0
    assert "contained: cannot tell (exhaustive)" in capsys.readouterr().out


def test_of_two_statements_that_say_the_same_each_is_superfluous_by_itself(tmp_path):
    found = proof(tmp_path, {ROLE: [READS, dict(READS)], BUCKET: [LETS_READ]}, necessary=True)
    assert found.necessary is False
    assert [one.element for one in found.spare or ()] == ["", ""]


def test_a_value_of_a_condition_that_no_request_has_is_superfluous(tmp_path):
    condition = {"StringEquals": {"aws:PrincipalAccount": [HOME, AWAY]}}
    lets = {**LETS_READ, "Principal": {"AWS": "*"}, "Condition": condition}
    found = proof(tmp_path, {ROLE: [READS], BUCKET: [lets]}, necessary=True)
    entries = [(one.element, one.entry and one.entry.text) for one in found.spare or ()]
    assert entries == [("StringEquals aws:PrincipalAccount", AWAY)]


def test_an_exception_from_a_deny_that_nobody_needs_is_superfluous(tmp_path):
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": OBJECT,
        "Condition": {"ArnNotEquals": {"aws:PrincipalArn": [ROLE, THERE]}},
    }
    found = proof(tmp_path, {ROLE: [READS], BUCKET: [LETS_READ, deny]}, necessary=True)
    entries = [(one.element, one.entry and one.entry.text) for one in found.spare or ()]
    assert entries == [("ArnNotEquals aws:PrincipalArn", THERE)]


def test_a_wildcard_is_told_with_what_is_asked_for_and_what_is_not(tmp_path):
    wide = allow(Action="s3:GetObject*", Resource="arn:aws:s3:::theirs/*")
    lets = {**LETS_READ, "Principal": {"AWS": f"arn:aws:iam::{HOME}:root"}}
    found = proof(tmp_path, {ROLE: [wide], BUCKET: [lets]})
    told = {(one.element, one.entry.text): (one.asked, one.count) for one in found.broad}
    assert told["Resource", "arn:aws:s3:::theirs/*"][0] == (OBJECT,)
    assert told["Principal", f"arn:aws:iam::{HOME}:root"][0] == (ROLE,)
    asked, count = told["Action", "s3:GetObject*"]
    assert asked == ("s3:GetObject",)
    assert count > 5


def test_a_request_that_passes_in_other_circumstances_is_told_and_counts_for_nothing(tmp_path):
    passes = [
        {
            "call": "iam:PassRole",
            "resource": OTHER,
            "context": {"iam:PassedToService": "sagemaker.amazonaws.com"},
        }
    ]
    for condition, loose in (
        ({}, True),
        ({"iam:PassedToService": "sagemaker.amazonaws.com"}, False),
    ):
        statement = allow(Action="iam:PassRole", Resource=OTHER)
        if condition:
            statement = {**statement, "Condition": {"StringEquals": condition}}
        found = proof(tmp_path, {ROLE: [statement]}, passes)
        assert found.contained is True
        assert [one.key for one in found.looser] == (["iam:PassedToService"] if loose else [])


def test_what_generated_policies_add_and_take_away_is_told_apart(tmp_path):
    writes = allow(Action="s3:PutObject", Resource="arn:aws:s3:::mine/*")
    proof(tmp_path, {ROLE: [writes], BUCKET: [LETS_READ]})
    model = model_of((tmp_path,), Options(config=tmp_path / "xacct-guard.yaml"))
    instead = alone(model.graph, generate(model.paths, model.graph).policies)
    beside = against(model.graph, instead, prove(instead, necessary=False).hops)
    assert [one.request.action for one in beside.added] == ["s3:GetObject"]
    assert [one.said.request.action for one in beside.taken if isinstance(one.said, Witness)] == [
        "s3:PutObject"
    ]
    assert beside.untold == ()


def with_controls(folder: Path, *statements: Json) -> Json:
    """The two accounts, the first with a control policy on its resources."""
    document = {"Version": "2012-10-17", "Statement": statements}
    (folder / "rcps.json").write_text(json.dumps(document))
    home = {"id": HOME, "regions": ["us-east-1"], "controls": {"rcps": [["rcps.json"]]}}
    return {"accounts": {"home": home, "away": {"id": AWAY}}}


@pytest.mark.parametrize(
    "resource, contained",
    [("arn:aws:s3:::partner/*", False), (f"arn:aws:sqs:us-east-1:{HOME}:q", True)],
)
def test_what_an_account_forbids_at_home_is_not_forbidden_abroad(resource, contained, tmp_path):
    more = with_controls(
        tmp_path,
        {"Effect": "Deny", "Principal": "*", "Action": ["s3:P*", "sqs:*"], "Resource": "*"},
    )
    beyond = allow(Action=["s3:PutObject", "sqs:SendMessage"], Resource=resource)
    found = proof(tmp_path, {ROLE: [READS, beyond], BUCKET: [LETS_READ]}, more=more)
    assert found.contained is contained
