"""Whatever is called contained is so for every request of a small universe, as the engine decides them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from xacct_guard.grants.asked import who
from xacct_guard.grants.prove import prove
from xacct_guard.iam.compare.compare import EVERYTHING
from xacct_guard.iam.decide import decide
from xacct_guard.iam.decision import Verdict
from xacct_guard.iam.request import Context, Request
from xacct_guard.iam.semantics import semantics_of
from xacct_guard.run import Model, Options, model_of
from xacct_guard.trace.decide import layers_of
from xacct_guard.trace.request import principal_of

HOME, AWAY = "111111111111", "222222222222"
WORKER, OTHER = (f"arn:aws:iam::{HOME}:role/{name}" for name in ("worker", "other"))
UNHEARD = ("arn:aws:iam::333333333333:role/worker", f"arn:aws:iam::{AWAY}:role/there")
BUCKET, MINE = "arn:aws:s3:::theirs", "arn:aws:s3:::mine"
OBJECTS = (f"{BUCKET}/a", f"{BUCKET}/b", f"{MINE}/a", f"{MINE}/b")
ACTIONS = ("s3:GetObject", "s3:PutObject", "s3:GetObjectTagging")
CONTEXTS = ({}, {"aws:sourcevpce": "vpce-1"}, {"aws:principaltag/team": "ml"})
PATTERNS = (*OBJECTS[:3], f"{BUCKET}/*", f"{MINE}/?", "*")
NAMED = (
    *({"AWS": each} for each in (WORKER, OTHER, UNHEARD[0], f"arn:aws:iam::{HOME}:root")),
    *("*", {"Service": "logs.amazonaws.com"}),
)
CONDITIONS = (
    *({}, {}, {}, {"StringEquals": {"aws:SourceVpce": "vpce-1"}}),
    {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/worker"}},
    {"StringEquals": {"aws:PrincipalAccount": HOME}},
    {"StringLike": {"aws:PrincipalTag/team": "m*"}},
)


@pytest.mark.parametrize("seed", range(48))
def test_nothing_else_is_allowed_where_that_is_proved(tmp_path, seed):
    draw = random.Random(seed)
    model = estate(tmp_path, draw)
    found = prove(model.graph, model.paths, necessary=False)
    asked = {
        (who(hop.decision.request), hop.step.action, hop.decision.request.resource)
        for path in model.paths
        for hop in path.hops
    }
    beside = [one for one in requests() if triple(one) not in asked and allows(one, model)]
    if beside:
        assert found.contained is not True, (triple(beside[0]), beside[0].context.values)
    assert found.contained is not None


def test_both_answers_are_given_often(tmp_path):
    given = []
    for seed in range(24):
        folder = tmp_path / str(seed)
        folder.mkdir()
        model = estate(folder, random.Random(seed))
        given.append(prove(model.graph, model.paths, necessary=False).contained)
    assert min(given.count(True), given.count(False)) >= 3


def estate(folder: Path, draw: random.Random) -> Model:
    """Two roles and a bucket of another account with policies drawn at random; one of the roles asks."""
    calls = [
        {"call": draw.choice(ACTIONS), "resource": draw.choice(OBJECTS)}
        for _ in range(draw.choice((1, 2, 3, 6)))
    ]
    needed = [
        {"Effect": "Allow", "Action": one["call"], "Resource": one["resource"]} for one in calls
    ]
    home, there = list(needed), [{**one, "Principal": {"AWS": WORKER}} for one in needed]
    if draw.random() < 0.7:
        home.append(statement(draw))
    if draw.random() < 0.7:
        there.append({**statement(draw), "Principal": draw.choice(NAMED)})
    theirs = [one for one in there if one["Resource"].startswith((BUCKET, "*"))]
    documents = {WORKER: home, OTHER: [statement(draw, often_deny=True)], BUCKET: theirs}
    attached = []
    for number, (arn, lines) in enumerate(documents.items()):
        if lines:
            document = {"Version": "2012-10-17", "Statement": lines}
            (folder / f"{number}.json").write_text(json.dumps(document))
            account = "away" if arn == BUCKET else "home"
            attached.append({"document": f"{number}.json", "attached_to": arn, "account": account})
    config = {
        "accounts": {"home": {"id": HOME, "regions": ["us-east-1"]}, "away": {"id": AWAY}},
        "policies": attached,
        "flows": [{"name": "f", "account": "home", "principal": WORKER, "steps": calls}],
    }
    (folder / "xacct-guard.yaml").write_text(yaml.safe_dump(config))
    return model_of((folder,), Options(config=folder / "xacct-guard.yaml"))


def statement(draw: random.Random, *, often_deny: bool = False) -> dict[str, Any]:
    effect = "Deny" if draw.random() < (0.8 if often_deny else 0.2) else "Allow"
    found = {
        "Effect": effect,
        "Action": draw.choice((*ACTIONS, "s3:GetObject*", "s3:*")),
        "Resource": draw.choice(PATTERNS),
    }
    condition = draw.choice(CONDITIONS)
    return {**found, "Condition": condition} if condition else found


def requests() -> Iterator[Request]:
    """Everybody, every action, every object; those of the home account belong to it."""
    asking = (*map(principal_of, (WORKER, OTHER, *UNHEARD, "*", "logs.amazonaws.com")),)
    for principal, action, resource, context in product(asking, ACTIONS, OBJECTS, CONTEXTS):
        owner = AWAY if resource.startswith(BUCKET) else HOME
        yield Request(principal, action, resource, owner, context=Context(context))


def allows(request: Request, model: Model) -> bool:
    """By the policies that are there; what nobody gave of others allows, and of resources says nothing.

    Those of the owner's own account that nobody declares have what they have by this policy alone.
    """
    layers = layers_of(request, model.graph)
    layers = replace(layers, resource=replace(layers.resource, held=True))
    if not layers.identity.held:
        at_home = request.principal.account == request.resource_account
        unheard = replace(layers.identity, policies=(), held=True)
        layers = replace(layers, identity=unheard if at_home else EVERYTHING)
    semantics = semantics_of(request.action, request.resource)
    return decide(request, layers, semantics).verdict is Verdict.ALLOW


def triple(request: Request) -> tuple[str, str, str]:
    return who(request), request.action, request.resource
