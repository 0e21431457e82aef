"""Statements that fit a world and a kind of policy: mostly near it, now and then far."""

from __future__ import annotations

from typing import Any

from .draw import Draw
from .vocabulary import (
    FEDERATED,
    IDP,
    KEYS,
    LINKED,
    OPERATORS,
    ROLE,
    ROOT,
    SERVICE,
    SESSION,
    SLR,
    TEAM,
    USER,
    A,
    B,
)
from .world import World

Json = Any


def statement(draw: Draw, world: World, kind: str) -> Json:
    """One statement for a policy of that kind: identity, resource, trust, scp, ..."""
    denies = kind == "rcp" or draw.once_in(9)
    far = draw.once_in(2) if denies else draw.once_in(6)
    made: dict[str, Json] = {"Effect": "Deny" if denies else "Allow"}
    made |= _actions(draw, world, kind, far)
    if kind != "trust" and not (kind == "resource" and world.target.action.startswith("ecr:")):
        made |= _resources(draw, world, far)
    if kind in ("resource", "trust"):
        made |= _principals(draw, world, kind, denies)
    elif kind in ("rcp", "endpoint"):
        made["Principal"] = "*"
    if draw.once_in(2 if denies else 3):
        made["Condition"] = _condition(draw, world)
    return made


def _actions(draw: Draw, world: World, kind: str, far: bool) -> Json:
    service, _, name = world.target.action.partition(":")
    near = [
        *(world.target.action, f"{service}:*", f"{service}:{name[:3]}*", f"{service}:?{name[1:]}"),
        world.target.action.upper(),
    ]
    other = [f"{service}:Nothing", f"{service}:{name}?", f"{service}:{name[:4]}"]
    if kind not in ("rcp", "trust"):
        near.append("*")
        other += ["ec2:*", "s3:Put*"]
    entries = draw.some(other if far and draw.once_in(2) else near, 2)
    if kind != "rcp" and draw.once_in(9):
        entries = draw.some(other if not far else near, 2)
        return {"NotAction": draw.scalar_or_list(entries)}
    return {"Action": draw.scalar_or_list(entries)}


def _resources(draw: Draw, world: World, far: bool) -> Json:
    near, other = _near(world.resource), _far(world.resource)
    entries = draw.some(other if far and draw.once_in(2) else near, 2)
    if draw.once_in(9):
        return {"NotResource": draw.scalar_or_list(draw.some(near if far else other, 2))}
    return {"Resource": draw.scalar_or_list(entries)}


def _near(resource: str) -> list[str]:
    if resource == "*":
        return ["*"]
    parts = resource.split(":", 5)
    wide = ":".join([*parts[:3], "*", "*", parts[5]])
    ends = [resource[:-1] + "*", resource[:-2] + "?" + resource[-1], resource[:-3] + "*"]
    return [
        "*",
        "*",
        resource,
        resource,
        wide,
        *ends,
        f"arn:aws:{parts[2]}:*",
        *_variable(resource),
    ]


def _variable(resource: str) -> list[str]:
    head, _, last = resource.rpartition("/")
    of_team = "${" + TEAM + ", '" + last + "'}"
    own = ["arn:aws:s3:::ml-${" + TEAM + "}*"] if ":s3:" in resource else []
    return [*own, f"{head}/{of_team}", f"{head}/${{{TEAM}}}*"] if head else own


def _far(resource: str) -> list[str]:
    others = ["arn:aws:s3:::other/*", "arn:aws:s3:::ml-red", "arn:aws:s3:::ml-${" + TEAM + "}/x"]
    if resource == "*":
        return others
    parts = resource.split(":", 5)
    part = parts[5]
    odd = [":".join([*parts[:5], "?" + part[1:]]), ":".join([*parts[:3], "*", "*", "prod"])]
    return [*others, resource + "2", resource.replace(A, B), *odd, ":".join(parts[:5]) + ":zz*"]


def _principals(draw: Draw, world: World, kind: str, denies: bool) -> Json:
    if denies and kind == "resource" and draw.once_in(5):
        return {"NotPrincipal": _exempt(draw, world)}
    if draw.once_in(4):
        return {"Principal": draw.one(("*", {"AWS": "*"}))}
    if world.principal == SERVICE and not draw.once_in(4):
        return {"Principal": {"Service": draw.one((SERVICE, SERVICE, "s3.amazonaws.com"))}}
    if world.principal == IDP and not draw.once_in(4):
        return {"Principal": {"Federated": draw.one((IDP, IDP, "accounts.google.com"))}}
    others = {"Service": "s3.amazonaws.com"} if draw.once_in(10) else {}
    return {"Principal": {"AWS": draw.scalar_or_list(draw.some(_names(world), 2)), **others}}


def _names(world: World) -> list[str]:
    """What an `AWS` entry may say; mostly a form of the one who asks."""
    forms = {
        SESSION: [SESSION, ROLE, f"arn:aws:iam::{A}:role/ml/Train"],
        ROLE: [ROLE, ROLE, SESSION],
        USER: [USER],
        FEDERATED: [FEDERATED, USER],
        LINKED: [LINKED, SLR],
    }.get(world.principal, [])
    others = [f"arn:aws:iam::{B}:root", B, f"arn:aws:iam::{A}:role/Other", USER, ROLE, SESSION]
    return [*forms, *forms, *forms, ROOT, A, ROOT, *others]


def _exempt(draw: Draw, world: World) -> Json:
    """Mostly whole lists of forms: of a partial one AWS says that it may or may not exempt."""
    if world.principal == SERVICE:
        return {"Service": SERVICE}
    forms = {SESSION: [SESSION, ROLE], USER: [USER], LINKED: [LINKED, SLR]}.get(
        world.principal, [ROLE]
    )
    whole = [*forms, draw.one((ROOT, A))]
    return {"AWS": whole if not draw.once_in(4) else draw.some([*whole, B, USER], 2)}


def _condition(draw: Draw, world: World) -> Json:
    found: dict[str, dict[str, Json]] = {}
    for _ in range(1 if draw.once_in(2) else 2):
        key = draw.one(world.keys)
        if draw.once_in(7):
            found.setdefault("Null", {})[_spelled(draw, key)] = draw.one(("true", "false"))
            continue
        family = draw.one(KEYS[key].families)
        operator = _decorated(draw, draw.one(OPERATORS[family]), key)
        values = [_written(draw, family, one) for one in draw.some(_asked(world, key, family), 2)]
        found.setdefault(operator, {})[_spelled(draw, key)] = draw.scalar_or_list(values)
    return found


def _written(draw: Draw, family: str, value: str) -> Json:
    """Booleans and numbers may stand without quotes."""
    if family == "Bool" and draw.once_in(5):
        return value.lower() == "true"
    return int(value) if family == "Numeric" and value.isdigit() and draw.once_in(5) else value


def _decorated(draw: Draw, operator: str, key: str) -> str:
    several = KEYS[key].several
    if (several and not draw.once_in(8)) or draw.once_in(12):
        operator = draw.one(("ForAllValues:", "ForAnyValue:")) + operator
    return operator + ("IfExists" if draw.once_in(5) else "")


def _asked(world: World, key: str, family: str) -> list[str]:
    """Values a policy may compare with: what the request has, twice, and the rest."""
    known = KEYS[key]
    held = world.context.get(key)
    own = [held] if isinstance(held, str) else held or []
    values = [*own, *own, *known.held, *known.asked]
    return [one for one in values if _FIT.get(family, _any)(one)]


def _any(_: str) -> bool:
    return True


_FIT = {
    "Numeric": lambda one: one.replace(".", "").replace("-", "").replace("e", "").isdigit(),
    "Arn": lambda one: one == "*" or one.startswith("arn:"),
}


def _spelled(draw: Draw, key: str) -> str:
    """Keys are the same in any case."""
    return key.lower() if draw.once_in(10) else key
