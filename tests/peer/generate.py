"""Random scenarios inside the common ground of both engines, a function of seed and number.

They are directed by what fits together: operators by the type of the key, entries by the request,
policies by their kind, so that about half of the requests are allowed. Nothing is unknown in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from .draw import Draw
from .statements import statement
from .vocabulary import ANYONE, FEDERATED, HAS_IDENTITY, HAS_SESSION, ORGANIZATION, A
from .world import World, world_of

Json = Any
FULL: Json = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"},
}


def scenarios(seed: int, numbers: range) -> Iterator[Json]:
    """The scenarios of these numbers; each depends on the seed and its own number alone."""
    return (scenario(seed, number) for number in numbers)


def scenario(seed: int, number: int) -> Json:
    """One scenario, as `xacct-guard evaluate` reads it."""
    draw = Draw(Random(f"{seed}:{number}"))
    world = world_of(draw)
    return {
        "id": f"{seed}:{number}",
        "request": {
            "principal": world.principal,
            "principal_account": A if world.principal.startswith("arn:") else None,
            "action": world.target.action,
            "resource": world.resource,
            "resource_account": world.owner,
            "region": "us-east-1",
            "context": world.context,
        },
        "policies": _policies(draw, world),
        "organization": {
            "id": ORGANIZATION,
            "principal_in_org": not draw.once_in(12),
            "principal_account_is_management": draw.once_in(25),
            "resource_account_is_management": draw.once_in(25),
        },
    }


def _policies(draw: Draw, world: World) -> Json:
    has_identity = world.principal in HAS_IDENTITY
    found: dict[str, Json] = {
        "identity": _identity(draw, world) if has_identity else [],
        "resource": None,
        "boundary": None,
        "session": [],
        "scps": [],
        "rcps": [],
        "vpc_endpoint": None,
        "resource_settings": {},
    }
    carried = "trust" if world.target.is_role else "resource"
    if world.target.policy and not (carried == "resource" and draw.once_in(8)):
        found["resource"] = _document(draw, world, carried)
    if has_identity and world.principal != FEDERATED and draw.once_in(4):
        found["boundary"] = _gate(draw, world, "boundary")
    if world.principal in HAS_SESSION and (world.principal == FEDERATED or draw.once_in(4)):
        found["session"] = [] if draw.once_in(6) else [_gate(draw, world, "session")]
    if world.principal != ANYONE and draw.once_in(4):
        found["scps"] = [_level(draw, world) for _ in range(draw.number(1, 3))]
    if draw.once_in(7):
        found["rcps"] = [[_document(draw, world, "rcp")] for _ in range(draw.number(1, 2))]
    if draw.once_in(8):
        found["vpc_endpoint"] = _gate(draw, world, "endpoint")
    if world.target.action.startswith("s3:") and draw.once_in(5):
        found["resource_settings"] = {"s3_block_public_access": {"restrict_public_buckets": True}}
    return found


def _identity(draw: Draw, world: World) -> Json:
    documents = [_gate(draw, world, "identity") for _ in range(draw.number(0, 3))]
    return [{"name": f"p{at}", "document": one} for at, one in enumerate(documents)]


def _gate(draw: Draw, world: World, kind: str) -> Json:
    """Now and then everything, for else few requests would pass all gates."""
    if not draw.once_in(2):
        return _document(draw, world, kind)
    return {**FULL, "Statement": {**FULL["Statement"], **_anyone(kind)}}


def _anyone(kind: str) -> Json:
    return {"Principal": "*"} if kind == "endpoint" else {}


def _level(draw: Draw, world: World) -> Json:
    if draw.once_in(2):
        return [FULL]
    document = _document(draw, world, "scp")
    return [document] if draw.once_in(3) else [FULL, document]


def _document(draw: Draw, world: World, kind: str) -> Json:
    statements = [statement(draw, world, kind) for _ in range(draw.number(1, 3))]
    written = statements[0] if len(statements) == 1 and draw.once_in(2) else statements
    if kind == "rcp" or not draw.once_in(10):
        return {"Version": "2012-10-17", "Statement": written}
    return {**({"Version": "2008-10-17"} if draw.once_in(2) else {}), "Statement": written}
