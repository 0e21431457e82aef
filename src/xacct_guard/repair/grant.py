"""The statement that allows one request and nothing more, for each kind of policy."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph.aws_owned import is_of_aws
from ..iam.arn import Arn
from ..iam.policy import PolicyKind
from ..iam.request import ContextValue, PrincipalKind, Request
from ..iam.symbol import Symbol, split_symbols
from .change import Json

_NAMING = (PolicyKind.RESOURCE, PolicyKind.TRUST)
_OF_SERVICES = ("aws:SourceAccount", "aws:SourceArn")


def grant(kind: PolicyKind, request: Request) -> Json | None:
    """An Allow of this request for a policy of this kind; None where nobody can be named."""
    principal = named(request) if kind in _NAMING else None
    if kind in _NAMING and (principal is None or names_nobody(request)):
        return None
    statement: dict[str, object] = {"Effect": "Allow"}
    if principal is not None:
        statement["Principal"] = principal
    if kind is PolicyKind.ENDPOINT:
        statement["Principal"] = "*"
    statement["Action"] = request.action
    if (resource := _resource(kind, request)) is not None:
        statement["Resource"] = resource
    if conditions := _conditions(kind, request):
        statement["Condition"] = conditions
    return statement


def named(request: Request) -> Json | None:
    """The Principal element that names who asks. Nobody is named by `*` here."""
    principal = request.principal
    match principal.kind:
        case PrincipalKind.ANONYMOUS:
            return None
        case PrincipalKind.SERVICE:
            return {"Service": principal.arn}
        case PrincipalKind.PROVIDER:
            return {"Federated": principal.arn}
    arn = principal.role or principal.arn
    if is_open(arn):
        parsed = Arn.parse(arn)
        return {"AWS": f"arn:{parsed.partition}:iam::{parsed.account}:root"} if parsed else None
    return {"AWS": arn}


def held_to(request: Request) -> str | None:
    """Whom the policy of an endpoint may be held to; None where nobody can say who comes.

    What ECR signs addresses for is asked by a principal of AWS that nobody knows: a condition on it would stop
    every layer of an image (AmazonECR/latest/userguide/vpc-endpoints.html).
    """
    who = (named(request) or {}).get("AWS")
    return None if who is None or is_of_aws(request.principal.account or "") else str(who)


def is_open(text: str) -> bool:
    """Is some part of this text not known, and not a thing that the estate makes?"""
    return any(isinstance(part, Symbol) and not part.created for part in split_symbols(text))


def pattern_of(text: str) -> str:
    """The text with a `*` for each part that nobody knows; what the estate makes keeps its name."""
    parts = split_symbols(text)
    return "".join(
        "*" if isinstance(part, Symbol) and not part.created else str(part) for part in parts
    )


def _resource(kind: PolicyKind, request: Request) -> str | None:
    """A key policy speaks of its own key, trust and repository policies of what carries them.

    https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html
    """
    if kind is PolicyKind.TRUST or (kind is PolicyKind.RESOURCE and request.service == "ecr"):
        return None
    if kind is PolicyKind.RESOURCE and request.service == "kms":
        return "*"
    return pattern_of(request.resource)


def _conditions(kind: PolicyKind, request: Request) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for operator, key, value in _each_condition(kind, request):
        found.setdefault(operator, {})[key] = value
    return found


def _each_condition(kind: PolicyKind, request: Request) -> Iterator[tuple[str, str, ContextValue]]:
    """What keeps the grant narrow, as far as the request's own circumstances are known."""
    if kind is PolicyKind.ENDPOINT and (who := held_to(request)) is not None:
        yield "ArnEquals", "aws:PrincipalArn", who
    if kind not in (PolicyKind.IDENTITY, *_NAMING):
        return
    for key in _telling(kind, request):
        held = request.context.values.get(key.lower())
        if held is not None:
            yield _equal(key, held)
    if "true" in request.context.values.get("kms:grantisforawsresource", ()):
        yield "Bool", "kms:GrantIsForAWSResource", "true"


def _telling(kind: PolicyKind, request: Request) -> tuple[str, ...]:
    """The keys that tell this request from others like it."""
    if request.action.lower() == "iam:passrole":
        return ("iam:PassedToService",)
    if request.service == "kms":
        return ("kms:ViaService",)
    if kind not in _NAMING:
        return ()
    if request.principal.kind is PrincipalKind.SERVICE:
        return _OF_SERVICES
    if request.principal.kind is PrincipalKind.PROVIDER:
        return identity_keys(request)
    return ()


def identity_keys(request: Request) -> tuple[str, ...]:
    """The known keys that an identity provider sends: `token.actions.githubusercontent.com:sub`."""
    prefix = prefix_of(request)
    return tuple(key for key in sorted(request.context.values) if key.startswith(prefix))


def prefix_of(request: Request) -> str:
    """What the keys begin with that an identity provider sends."""
    host = request.principal.arn.partition("/")[2].lower()
    return "saml:" if ":saml-provider/" in request.principal.arn else f"{host}:"


def names_nobody(request: Request) -> bool:
    """Does someone come with a token of OpenID Connect of which only the provider is known?

    Who is named by the provider alone is everybody to whom it gives a token, in the whole world with some; AWS
    refuses such a policy for those (IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html).
    """
    if ":oidc-provider/" not in request.principal.arn:
        return False
    held = (
        request.context.values[key]
        for key in identity_keys(request)
        if not key.endswith((":aud", ":amr"))
    )
    return not any(map(_tells_apart, held))


def _tells_apart(held: ContextValue) -> bool:
    """Is it known, or as much of it as says whose it is: `repo:acme/…`, `system:serviceaccount:ml:…`?"""
    values = (held,) if isinstance(held, str) else held
    heads = [pattern_of(value).partition("*")[0] for value in values]
    return all(
        "/" in head or head.count(":") > 1 or not is_open(value)
        for head, value in zip(heads, values, strict=True)
    )


def _equal(key: str, held: ContextValue) -> tuple[str, str, ContextValue]:
    """Equal to the value; like it, where a part of it is not known."""
    values = (held,) if isinstance(held, str) else held
    loose = any(map(is_open, values))
    kind = "Arn" if key == "aws:SourceArn" else "String"
    written = tuple(map(pattern_of, values))
    operator = f"{kind}Like" if loose else f"{kind}Equals"
    return operator, key, written[0] if len(written) == 1 else written
