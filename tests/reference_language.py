"""Whether a statement speaks about a request, as naively as it can be written.

The half of the second opinion that reads the policy language; `reference.py` has the law. Nothing
is shared with the engine but the parsed data. A symbol is only known to be equal to itself.
"""

from __future__ import annotations

import base64
import ipaddress
import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from xacct_guard.iam.policy import Condition, Principals, SetOperator, Statement
from xacct_guard.iam.request import Otherwise, PrincipalKind, Request
from xacct_guard.iam.symbol import has_symbol
from xacct_guard.iam.truth import Truth, all_of, any_of

F, U, T = Truth.NO, Truth.UNKNOWN, Truth.YES
P = PrincipalKind
STAR, ONE = "any run", "any one"  # tokens of a pattern; every other token is one character
ABSENT, OPEN = "\0absent", "\0open"
SIGNED = (P.USER, P.SESSION, P.FEDERATED_USER, P.ROOT)
DIRECT, ROLE, ISSUER, ACCOUNT, ANYONE = "direct", "role", "issuer", "account", "anyone"
WAYS = (DIRECT, ROLE, ISSUER, ACCOUNT, ANYONE)
Tokens = tuple[str, ...]


def speaks(one: Statement, request: Request, bounded: Truth, gateway: bool) -> Truth:
    if one.not_principals:
        who = ~not_denied(one.not_principals, request, bounded)
    elif one.principals is None:
        who = T
    else:
        ways = {way: named(one.principals, request, way) for way in WAYS}
        if gateway and request.principal.kind not in (P.ROOT, P.SERVICE):
            ways = {way: min(truth, U) for way, truth in ways.items() if way != ACCOUNT} | {
                ANYONE: ways[ANYONE]
            }
        who = any_of(ways.values())
    return min(who, rest(one, request))


def way_of(one: Statement, request: Request, way: str) -> Truth:
    assert one.principals is not None
    return min(named(one.principals, request, way), rest(one, request))


def rest(one: Statement, request: Request) -> Truth:
    if one.not_actions:
        action = ~any_of(
            glob_truth(each.text.lower(), request.action.lower()) for each in one.not_actions
        )
    else:
        action = any_of(
            glob_truth(each.text.lower(), request.action.lower()) for each in one.actions
        )
    if one.not_resources:
        resource = ~any_of(covers(each.text, one, request, U) for each in one.not_resources)
    elif one.resources:
        resource = any_of(covers(each.text, one, request, F) for each in one.resources)
    else:
        resource = T
    return all_of((action, resource, *(holds(each, one, request) for each in one.conditions)))


def covers(entry: str, one: Statement, request: Request, valueless: Truth) -> Truth:
    if entry == "*":
        return T
    if has_symbol(entry):
        return T if entry == request.resource else U
    parts, got = entry.split(":", 5), request.resource.split(":", 5)
    if len(got) < 6:
        return F
    if len(parts) < 6:
        return U if glob(tokens(entry.rstrip("*") + "*"), request.resource) else F
    if "${" in ":".join(parts[:5]) and one.variables:
        return F
    tail, unsure = substituted(parts[5], request) if one.variables else (tokens(parts[5]), False)
    if tail is None:
        return valueless
    if unsure and valueless is U:
        return U
    if all(map(glob, map(tokens, parts[:5]), got[:5])) and glob(tail, got[5]):
        return U if unsure else T
    loose = any(part.endswith("*") for part in parts[1:5])
    whole = tokens(":".join(parts[:5]) + ":") + tail
    return U if loose and glob(whole, request.resource) else F


# --- wildcards and variables


def tokens(pattern: str) -> Tokens:
    return tuple(STAR if each == "*" else ONE if each == "?" else each for each in pattern)


def glob(pattern: Tokens, value: str) -> bool:
    """Row by row: after each character of the value, which prefixes of the pattern match?"""
    row = [True]
    for token in pattern:
        row.append(row[-1] and token == STAR)
    for letter in value:
        new = [False]
        for at, token in enumerate(pattern):
            if token == STAR:
                new.append(new[at] or row[at + 1])
            else:
                new.append(row[at] and token in (ONE, letter))
        row = new
    return row[-1]


def glob_truth(pattern: str, value: str) -> Truth:
    if has_symbol(pattern) or has_symbol(value):
        return T if pattern == value else U
    return T if glob(tokens(pattern), value) else F


def substituted(text: str, request: Request) -> tuple[Tokens | None, bool]:
    """The pattern with its variables filled in; None where one has no value."""
    out: Tokens = ()
    unsure = False
    for at, part in enumerate(re.split(r"\$\{([^{}]*)\}", text)):
        if at % 2 == 0:
            out += tokens(part)
        elif part in ("*", "?", "$"):
            out += (part,)
        else:
            key, _, default = part.partition(",")
            value = look_up(request, key.strip())
            if value == OPEN or isinstance(value, tuple):
                unsure, out = True, (*out, STAR)
            elif value == ABSENT and "'" not in default:
                return None, False
            else:
                out += tuple(default.strip().strip("'") if value == ABSENT else value)
    return out, unsure


# --- the request's context


def look_up(request: Request, name: str) -> str | tuple[str, ...]:
    key, context, who = name.lower(), request.context, request.principal
    if key in context.values:
        return context.values[key]
    if key in context.unknown or has_symbol(key):
        return OPEN
    rest_is = OPEN if context.otherwise is Otherwise.UNKNOWN else ABSENT
    if key in context.absent:
        return ABSENT
    signed, service = who.kind in SIGNED, who.kind is P.SERVICE
    typed = OPEN if who.kind in (P.SERVICE, P.PROVIDER) else who.kind.value
    member = request.organization.id or OPEN
    return {
        "aws:principalarn": role_of(request) if signed else ABSENT,
        "aws:principalaccount": who.account or rest_is if signed else ABSENT,
        "aws:principalorgid": (member if request.organization.principal_in_org else rest_is)
        if signed
        else ABSENT,
        "aws:principalisawsservice": ABSENT if who.kind is P.ANONYMOUS else str(service).lower(),
        "aws:principalservicename": who.arn if service else ABSENT,
        "aws:principalservicenameslist": OPEN if service else ABSENT,
        "aws:principaltype": typed,
        "aws:username": who.arn.split("/")[-1] if who.kind is P.USER else ABSENT,
        "aws:requestedregion": request.region or OPEN,
        "aws:resourceaccount": owner_of(request) or OPEN,
        "aws:securetransport": "true",
        "aws:viaawsservice": "false",
        **dict.fromkeys(("aws:currenttime", "aws:epochtime", "aws:useragent"), OPEN),
    }.get(key, rest_is)


def owner_of(request: Request) -> str | None:
    if request.resource_account:
        return request.resource_account
    own = request.principal.account
    return own if request.resource == "*" else "".join(request.resource.split(":")[4:5])


def role_of(request: Request) -> str:
    who = request.principal
    if who.kind is not P.SESSION or ":assumed-role/" not in who.arn:
        return who.role or who.arn
    role = f"role/{who.arn.split('/')[1]}"
    return who.role or ":".join((*who.arn.replace(":sts:", ":iam:").split(":")[:5], role))


# --- conditions


def holds(each: Condition, one: Statement, request: Request) -> Truth:
    held, set_operator = look_up(request, each.key), each.set_operator
    negated = "Not" in each.operator
    if held == OPEN:
        return U
    wanted = [written.text for written in each.values]
    if each.operator == "Null":
        return T if str(held in (ABSENT, ())).lower() in map(str.lower, wanted) else F
    if held == ABSENT or (held == () and set_operator):
        if set_operator is SetOperator.ANY:
            return U if each.if_exists else F
        return T if each.if_exists or set_operator or negated else F

    def meets(value: str) -> Truth:
        found = any_of(compare(each.operator, text, value, one, request) for text in wanted)
        return ~found if negated else found

    if not set_operator:
        if isinstance(held, str):
            return meets(held)
        if negated or (not held and each.if_exists):
            return U
        return min(meets(held[0]), U) if len(held) == 1 else F
    values = (held,) if isinstance(held, str) else held
    only_empty = bool(values) and not any(values)
    if set_operator is SetOperator.ANY:
        found = any_of(map(meets, values))
        return min(found, U) if only_empty else found
    return U if only_empty else all_of(map(meets, values))


def compare(operator: str, wanted: str, got: str, one: Statement, request: Request) -> Truth:
    if has_symbol(wanted) or has_symbol(got):
        return T if wanted == got else U
    family = operator.replace("Not", "")
    if not family.startswith(("String", "Arn")):
        return T if plain(family, wanted, got) else F
    if family == "StringEqualsIgnoreCase":
        got = got.lower()
    pattern, unsure = substituted(wanted, request) if one.variables else (tokens(wanted), False)
    if pattern is None:
        return F
    if family.startswith("StringEquals"):
        raw = {STAR: "*", ONE: "?"} if not unsure else {}
        pattern = tuple(raw.get(token, token) for token in pattern)
    if family == "StringEqualsIgnoreCase":
        pattern = tuple(token if token in (STAR, ONE) else token.lower() for token in pattern)
    if family.startswith("Arn"):
        if pattern == (STAR,):
            return U if got.count(":") >= 5 else F
        found = arn_like(pattern, got)
    else:
        found = glob(pattern, got)
    return F if not found else U if unsure else T


def arn_like(pattern: Tokens, got: str) -> bool:
    segments: list[Tokens] = [()]
    for token in pattern:
        if token == ":" and len(segments) < 6:
            segments.append(())
        else:
            segments[-1] += (token,)
    parts = got.split(":", 5)
    return len(segments) == len(parts) == 6 and all(map(glob, segments, parts))


def plain(family: str, wanted: str, got: str) -> bool:
    try:
        if family == "Bool":
            return got.lower() in ("true", "false") and wanted.lower() == got.lower()
        if family == "BinaryEquals":
            return base64.b64decode(wanted, validate=True) == base64.b64decode(got, validate=True)
        if family == "IpAddress":
            return ipaddress.ip_address(got) in ipaddress.ip_network(wanted, strict=False)
        read = instant if family.startswith("Date") else Decimal
        left, right = read(got), read(wanted)
    except (ValueError, InvalidOperation):
        return False
    order = family.removeprefix("Date").removeprefix("Numeric")
    return {
        "Equals": left == right,
        "LessThan": left < right,
        "LessThanEquals": left <= right,
        "GreaterThan": left > right,
        "GreaterThanEquals": left >= right,
    }[order]


def instant(text: str) -> Decimal:
    if text.isdigit():
        return Decimal(text)
    moment = datetime.fromisoformat(text)
    return Decimal((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


# --- principals


def forms(request: Request, way: str) -> list[str]:
    """The texts by which an entry may name the principal in this way."""
    who = request.principal
    root = f"arn:aws:iam::{who.account}:root"
    match who.kind, way:
        case (_, "anyone"):
            return ["*"]
        case (P.SERVICE | P.PROVIDER, "direct"):
            return [who.arn]
        case (P.SERVICE | P.PROVIDER | P.ANONYMOUS, _):
            return []
        case (P.ROOT, "direct"):
            return [root, who.account or ""]
        case (P.SESSION, "role"):
            found = look_up(request, "aws:PrincipalArn")
            return [found if isinstance(found, str) else OPEN]
        case (P.SESSION, "direct") if ":role/" in who.arn:
            name = who.arn.split("/")[-1]
            return [f"arn:aws:sts::{who.account}:assumed-role/{name}/{OPEN}"]
        case (P.FEDERATED_USER, "issuer"):
            return [f"arn:aws:iam::{who.account}:user/{who.arn.split('/')[-1]}"]
        case (P.USER | P.SESSION | P.FEDERATED_USER, "direct"):
            return [who.arn]
        case (P.USER | P.SESSION | P.FEDERATED_USER, "account"):
            return [root, who.account or ""]
    return []


def named(principals: Principals, request: Request, way: str) -> Truth:
    kind = request.principal.kind
    entries = principals.aws
    if way == DIRECT and kind in (P.SERVICE, P.PROVIDER):
        entries = principals.service if kind is P.SERVICE else principals.federated
    found = [is_same(entry.text, form) for entry in entries for form in forms(request, way)]
    return any_of(
        (*found, U if way == ACCOUNT and principals.canonical_user and forms(request, way) else F)
    )


def is_same(entry: str, form: str) -> Truth:
    """An unnamed session may be any session of its role; an unknown role may be anything."""
    if form.endswith(OPEN):
        may_be = has_symbol(entry) or entry.startswith(form.removesuffix(OPEN))
        return U if may_be else F
    if has_symbol(entry) or has_symbol(form):
        return T if entry == form else U
    return T if entry == form else F


def not_denied(listed: Principals, request: Request, bounded: Truth) -> Truth:
    kind = request.principal.kind
    needed = [way for way in (DIRECT, ROLE, ISSUER, ACCOUNT) if forms(request, way)]
    each = [named(listed, request, way) for way in needed]
    if kind is P.ANONYMOUS:
        return named(listed, request, ANYONE)
    whole = F if kind is P.FEDERATED_USER else all_of(each)
    part = any_of((*each, named(listed, request, ANYONE)))
    truth = whole if whole is T or part is F else U
    return truth if kind in (P.ROOT, P.SERVICE, P.PROVIDER) else min(truth, ~bounded)
