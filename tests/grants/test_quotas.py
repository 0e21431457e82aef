"""Policies for many accounts: AWS takes them in size, and they are as sufficient and as narrow as ever."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.grants.sixty_accounts import KEY, QUEUE, SHARED_ROLE, write_estate
from xacct_guard.grants.alone import alone
from xacct_guard.grants.document import document_of, lines_of, policy_of, size_of
from xacct_guard.grants.generate import Generation, generate
from xacct_guard.grants.grant import Grant
from xacct_guard.grants.prove import prove
from xacct_guard.grants.shorter import by_account, by_condition
from xacct_guard.iam.decide import decide
from xacct_guard.iam.layers import Layer, Layers
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.iam.quota import OF_KINDS, OF_RESOURCES, PRINCIPALS, TRUST_BY_DEFAULT
from xacct_guard.iam.request import Principal, PrincipalKind, Request
from xacct_guard.iam.semantics import semantics_of
from xacct_guard.run import Model, Options, model_of
from xacct_guard.services import of_arn
from xacct_guard.trace import trace

LONG = "service-role/a-role-with-a-name-of-sixty-four-characters-as-many-as-aws-allows"
ROLES = pytest.mark.parametrize(
    "role", [pytest.param(r, marks=pytest.mark.xdist_group(r)) for r in ("model-consumer", LONG)]
)


@cache
def model(role: str) -> Model:
    folder = write_estate(Path(mkdtemp()), 60, role=role)
    found = model_of((folder,), Options())
    assert not found.failures
    return found


@cache
def generated(role: str) -> Generation:
    return generate(model(role).paths, model(role).graph)


def limit_of(kind: PolicyKind, to: str) -> int:
    if kind is PolicyKind.IDENTITY:
        return 6_144
    if kind is PolicyKind.TRUST:
        return TRUST_BY_DEFAULT
    row = of_arn(to)
    return OF_KINDS[kind][1] if kind in OF_KINDS else OF_RESOURCES[row.name if row else ""][1]


@ROLES
def test_every_document_for_sixty_accounts_is_one_that_aws_takes(role):
    kinds = {(one.kind, one.attached_to.split(":")[2]) for one in generated(role).policies}
    assert len(kinds) >= 11
    for one in generated(role).policies:
        assert size_of(one.document) <= limit_of(one.kind, one.attached_to), one.attached_to


@ROLES
def test_every_request_of_sixty_accounts_passes_with_them_alone(role):
    hops = [
        hop
        for path in trace(alone(model(role).graph, generated(role).policies))
        for hop in path.hops
    ]
    assert len(hops) >= 60 * 11
    assert [hop.asked for hop in hops if hop.decision.verdict.value != "allow"] == []


@ROLES
def test_what_is_named_otherwise_is_said(role):
    said = "\n".join(generated(role).warnings)
    assert f"`{SHARED_ROLE}` names its principals by accounts and a role name" in said
    assert f"`{QUEUE}` names its principals by a condition on everybody" in said
    assert len(generated(role).warnings) == 2


def test_accounts_and_a_role_name_are_proved_to_let_nobody_else_in(tmp_path):
    write_estate(tmp_path, 50, only="sts:AssumeRole")
    found = model_of((tmp_path,), Options())
    generation = generate(found.paths, found.graph)
    assert len(generation.warnings) == 1
    proof = prove(alone(found.graph, generation.policies), necessary=False)
    assert proof.sufficient
    assert (proof.contained, proof.method) == (True, "symbolic")


def test_a_queue_names_no_more_principals_than_aws_counts():
    (of_queue,) = (one for one in generated(LONG).policies if one.attached_to == QUEUE)
    (line,) = of_queue.lines
    assert PRINCIPALS["sqs:queue"] < 60
    assert line.written["Principal"] == "*"
    condition = line.written["Condition"]
    assert isinstance(condition, dict)
    assert len(condition["ArnEquals"]["aws:PrincipalArn"]) == 60


NAMED = ("arn:aws:iam::{}:role/reader", "arn:aws:iam::{}:role/p/writer", "arn:aws:iam::{}:user/u")
ACCOUNTS = [f"2{number:011}" for number in range(4)]
HOME = "100000000000"


def grant(principals: list[str]) -> Grant:
    return Grant(
        PolicyKind.RESOURCE,
        KEY,
        tuple(("AWS", who) for who in principals),
        ("kms:Decrypt",),
        ("*",),
        (),
    )


def let_in(grants: tuple[Grant, ...]) -> set[str]:
    """Who of many may, when their own policies would let them."""
    policy = policy_of(document_of(lines_of(grants)), PolicyKind.RESOURCE, "of the key")
    own = {"Sid": "Own", "Effect": "Allow", "Action": "*", "Resource": "*"}
    identity = policy_of({"Version": "2012-10-17", "Statement": [own]}, PolicyKind.IDENTITY, "own")
    found = set()
    for account in (*ACCOUNTS, "999999999999", HOME):
        for name in (*NAMED, "arn:aws:iam::{}:role/other", "arn:aws:iam::{}:role/writer"):
            arn = name.format(account)
            is_user = ":user/" in arn
            kind = PrincipalKind.USER if is_user else PrincipalKind.SESSION
            who = Principal(kind, arn, account, None if is_user else arn)
            request = Request(who, "kms:Decrypt", KEY, HOME)
            layers = Layers(identity=Layer((identity,)), resource=Layer((policy,)))
            if not decide(request, layers, semantics_of(request.action, KEY)).verdict.denied:
                found.add(arn)
    return found


@pytest.mark.parametrize(
    "principals",
    [
        [NAMED[0].format(account) for account in ACCOUNTS],
        [name.format(account) for account in ACCOUNTS for name in NAMED],
        [NAMED[0].format(one) for one in ACCOUNTS] + [NAMED[1].format(one) for one in ACCOUNTS[:2]],
        [NAMED[0].format(ACCOUNTS[0]), NAMED[1].format(ACCOUNTS[1])],
        [NAMED[0].format(one) for one in (*ACCOUNTS, HOME)],
    ],
)
def test_naming_by_account_and_name_lets_the_same_in(principals):
    plain = (grant(principals),)
    assert let_in(tuple(by_account(plain, HOME))) == let_in(plain)
    assert let_in(tuple(by_condition(plain))) == let_in(plain)
    assert let_in(plain) >= {who for who in principals if HOME not in who}


def test_only_what_is_called_alike_is_shortened():
    (one,) = by_account(
        (grant([NAMED[0].format(ACCOUNTS[0]), NAMED[1].format(ACCOUNTS[1])]),), HOME
    )
    assert len(one.principals) == 2
    assert one.conditions == ()
