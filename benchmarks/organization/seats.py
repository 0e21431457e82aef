"""The roles of an account: whom they trust, what they may do at home, and what elsewhere."""

from __future__ import annotations

from random import Random

from .content import Content, Json, allow, document
from .layout import BUCKETS, DOORS, KEYS, REGION, REPOSITORIES, SHARED
from .statements import PULL, drawn

_SERVICES = ("sagemaker", "lambda", "states", "ec2", "codebuild")
_SENDING = frozenset({"sagemaker", "states", "codebuild"})
"""They say for whom they take on a role (service-let-in-for-anyone tells the pages)."""
_POLICIES = (1, 2, 3, 3, 3, 4, 5)
_STATEMENTS = (8, 10, 11, 12, 12, 13, 14, 17)


def furnish(content: Content) -> None:
    """Make the roles that are no pipeline's, and the managed policies that they share."""
    shared = [content.manage(f"shared-{n}", _shared(content, n)) for n in range(SHARED)]
    abroad = _abroad(content)
    doors = {content.layout.door(number): number for number in reversed(range(DOORS))}
    for seat in range(content.layout.seats_of(content.index)):
        dice = content.layout.random(content.index, f"role {seat}")
        trust = _door(content, doors[seat]) if seat in doors else _service(content, seat)
        _seat(content, seat, trust, abroad.get(seat, []), dice)
        for policy in dice.sample(shared, dice.choice((0, 1, 1, 2))):
            content.attach(content.layout.role_name(seat), policy)


def _seat(content: Content, seat: int, trust: Json, abroad: list[Json], dice: Random) -> None:
    """A role with what it has abroad and at home, dealt to a few policies."""
    many = dice.choice(_STATEMENTS)
    statements = [*abroad]
    while len(statements) < many:
        statement = drawn(content, dice)
        if statement not in statements:
            statements.append(statement)
    name = content.layout.role_name(seat)
    policies = min(dice.choice(_POLICIES), len(statements))
    role = content.has(name, content.layout.path(seat), trust)
    for number in range(policies):
        given = document(*statements[number::policies])
        if dice.random() < 1 / 3:
            content.attach(name, content.manage(f"{name}-{number}", given))
        else:
            inline = {"PolicyDocument": given, "PolicyName": f"own-{number}"}
            role["RolePolicyList"].append(inline)


def _service(content: Content, seat: int) -> Json:
    service = _SERVICES[seat % len(_SERVICES)]
    principal = {"Service": f"{service}.amazonaws.com"}
    if service not in _SENDING:
        return document(allow("sts:AssumeRole", None, Principal=principal))
    own = {"StringEquals": {"aws:SourceAccount": content.id}}
    return document(allow("sts:AssumeRole", None, Principal=principal, Condition=own))


def _door(content: Content, number: int) -> Json:
    """A trust policy that lets in a role of another account, at two doors on a condition."""
    layout = content.layout
    bond = layout.bond("door", content.index, number)
    comer = {"AWS": layout.role(bond.comer, bond.seat)}
    conditions: tuple[Json, ...] = (
        {},
        {"Condition": {"StringEquals": {"aws:PrincipalOrgID": layout.id}}},
        {"Condition": {"StringEquals": {"sts:ExternalId": f"{layout.seed}-{content.id}"}}},
    )
    return document(allow("sts:AssumeRole", None, Principal=comer, **conditions[number]))


def _abroad(content: Content) -> dict[int, list[Json]]:
    """What each role may do in other accounts: what it is let in for over there."""
    layout, found = content.layout, dict[int, list[Json]]()
    for bond in layout.bonds_of("bucket", BUCKETS, content.index):
        bucket = layout.bucket(bond.owner, bond.thing)
        there = found.setdefault(bond.seat, [])
        there.append(allow("s3:GetObject", f"arn:aws:s3:::{bucket}/shared/*"))
        if bond.thing < KEYS:
            through = {"StringEquals": {"kms:ViaService": f"s3.{REGION}.amazonaws.com"}}
            key = layout.key(bond.owner, bond.thing)
            there.append(allow("kms:Decrypt", key, Condition=through))
    for bond in layout.bonds_of("repository", REPOSITORIES, content.index):
        repository = layout.repository_arn(bond.owner, bond.thing)
        found.setdefault(bond.seat, []).append(allow(PULL, repository))
    for bond in layout.bonds_of("door", DOORS, content.index):
        role = layout.role(bond.owner, layout.door(bond.thing))
        found.setdefault(bond.seat, []).append(allow("sts:AssumeRole", role))
    return found


def _shared(content: Content, number: int) -> Json:
    """A managed policy that many roles have."""
    own = f"{REGION}:{content.id}"
    return document(
        *(
            (allow("ecr:GetAuthorizationToken", "*"),),
            (
                allow(
                    ["logs:CreateLogStream", "logs:PutLogEvents"],
                    f"arn:aws:logs:{own}:log-group:/shared/*:*",
                ),
            ),
            (allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"),),
            (
                allow(
                    "cloudwatch:PutMetricData",
                    "*",
                    Condition={"StringEquals": {"cloudwatch:namespace": "shared"}},
                ),
                allow("ssm:GetParameter", f"arn:aws:ssm:{own}:parameter/shared/*"),
            ),
            (allow("events:PutEvents", f"arn:aws:events:{own}:event-bus/shared"),),
        )[number]
    )
