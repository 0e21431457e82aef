"""What a person calls a principal or a resource -> what the estate calls it.

An ARN as AWS prints it (`…:role/shared-PipelineRole-1X2Y`) finds the role that CloudFormation will
name so; `stack/Logical`, a logical id or a name that only one thing has will do as well, and an ARN
as our reports show it (`…:role/${shared.PipelineRole}`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache

from .errors import ConfigError
from .graph.access_graph import AccessGraph
from .graph.model import Resource, Role
from .graph.region import partition_in
from .iam.context import role_of_session
from .iam.operation import action_meant
from .iam.principal_kind import is_service_name, kind_of
from .iam.request import Principal, PrincipalKind
from .iam.symbol import ANYTHING, Symbol, has_symbol, shown, split_symbols, symbols_in
from .trace.request import principal_of

_ACCOUNT = re.compile(r"\d{12}")
_ACTION = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9]+")
_ARN = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:[^:]*:[^:]*:.+", re.DOTALL)
_SHOWN = re.compile(r"\$\{([^}]*)\}")
Declared = Role | Resource


def principal_named(text: str, graph: AccessGraph) -> Principal:
    """The principal that a person means: an ARN, a service's name, `*`, an account, or a role.

    An account, by its id or its name, stands for some principal of that account. Raises ConfigError
    where nothing, or more than one thing, goes by the name.
    """
    if text == "*" or is_service_name(text):
        return principal_of(text)
    if _ACCOUNT.fullmatch(text):
        return some_principal(text, graph)
    if text.startswith("arn:"):
        return _principal_of_arn(_arn(text, graph), graph)
    role = _called(text, _roles_for(text, graph), "principal")
    if role is not None:
        return principal_of(role.arn)
    for account in graph.accounts.values():
        if account.name == text:
            return some_principal(account.id, graph)
    if any(_by_name(text, graph.resources.values())):
        raise ConfigError(
            f"`{text}` is a resource, not a principal", help="give the role it runs as"
        )
    raise _unknown(text, _places_of_roles(graph))


def some_principal(account: str, graph: AccessGraph) -> Principal:
    """Some user or role of an account, nobody knows which."""
    arn = f"arn:{graph.partition}:iam::{account}:{Symbol('anyone')}"
    return Principal(PrincipalKind.USER, arn, account)


def resource_named(text: str, graph: AccessGraph) -> str:
    """The ARN of what a person means: an ARN, `s3://bucket/key`, `stack/Logical[/key]`, or `*`.

    A `*` inside is some name that is not known. Raises ConfigError where nothing, or more than one
    thing, goes by the name.
    """
    if text == "*":
        return text
    if text.startswith("s3://"):
        text = f"arn:{graph.partition}:s3:::{text.removeprefix('s3://').rstrip('/')}"
    if text.startswith("arn:"):
        return _anything(_in_estate(_arn(text, graph), graph))
    resources = tuple(graph.resources.values())
    for name, below in _divided(text):
        found = _called(name, (*resources, *_roles_for(name, graph)), "resource")
        if found is not None:
            return f"{found.arn}/{_anything(below)}" if below else found.arn
    places = (one.place for one in resources)
    raise _unknown(text, (*places, *_places_of_roles(graph)))


def action_named(text: str) -> str:
    """An IAM action, one and whole, or the one behind an operation. Raises ConfigError for anything else."""
    if not _ACTION.fullmatch(text):
        raise ConfigError(
            f"`{text}` is no action", help="write one action whole, as in `s3:GetObject`"
        )
    return action_meant(text)


def _anything(text: str) -> str:
    return text.replace("*", str(ANYTHING))


def _divided(text: str) -> Iterator[tuple[str, str]]:
    """The longest name first: `stack/Logical/a/b` is `stack/Logical` and the key `a/b`."""
    parts = text.split("/")
    for count in range(min(len(parts), 2), 0, -1):
        yield "/".join(parts[:count]), "/".join(parts[count:])


def _roles_for(text: str, graph: AccessGraph) -> tuple[Role, ...]:
    """The roles among which one may be called so: all, or those that are read because of it."""
    if graph.rest is not None:
        return graph.rest.named(text)
    return tuple(graph.roles.values())


def _places_of_roles(graph: AccessGraph) -> Iterator[str]:
    if graph.rest is not None:
        return graph.rest.places()
    return (role.place for role in graph.roles.values())


def _called(text: str, things: tuple[Declared, ...], what: str) -> Declared | None:
    """The one thing of that name. By its place first, then by any part of it."""
    places = (text, text.replace(".", "/", 1))
    found = [one for one in things if one.place in places] or [*_by_name(text, things)]
    if len(found) > 1:
        raise _ambiguous(text, what, found)
    return found[0] if found else None


def _by_name(text: str, things: Iterable[Declared]) -> Iterator[Declared]:
    for one in things:
        if text in (one.place, one.place.rpartition("/")[2], one.name):
            yield one


def _ambiguous(text: str, what: str, found: Iterable[Declared]) -> ConfigError:
    places = ", ".join(sorted(f"`{one.place or shown(one.arn)}`" for one in found))
    return ConfigError(
        f"`{shown(text)}` may be more than one {what}", help=f"write one of {places}"
    )


def _unknown(text: str, places: Iterable[str]) -> ConfigError:
    names = [name for place in places for name in (place, place.rpartition("/")[2]) if name]
    close = get_close_matches(text, names, n=1, cutoff=0.5)
    forms = "an ARN, or `stack/LogicalId` of the estate"
    hint = f"did you mean `{close[0]}`?" if close else f"write {forms}"
    return ConfigError(f"nothing in the estate is called `{text}`, and it is no ARN", help=hint)


def _arn(text: str, graph: AccessGraph) -> str:
    """A whole ARN, its symbols turned back. Raises ConfigError for one that AWS would not print."""
    arn = _with_symbols(text, graph)
    if not _ARN.fullmatch(arn):
        raise ConfigError(
            f"`{text}` is no whole ARN",
            help="write `arn:partition:service:region:account:resource`; region and account may be empty",
        )
    return arn


def _with_symbols(text: str, graph: AccessGraph) -> str:
    """An ARN as reports show it, with each `${name}` turned back into the symbol.

    A name that nothing of the estate has is some value that is not known.
    """
    if "${" not in text:
        return text
    arns = (*graph.roles, *graph.resources)
    known = {symbol.name: str(symbol) for arn in arns for symbol in symbols_in(arn)}
    for name in set(_SHOWN.findall(text)) - known.keys():
        if close := get_close_matches(name, known, n=1, cutoff=0.85):
            raise ConfigError(
                f"nothing in the estate is shown as `${{{name}}}`",
                help=f"did you mean `${{{close[0]}}}`?",
            )
    return _SHOWN.sub(lambda found: known.get(found[1]) or str(Symbol(found[1])), text)


def _principal_of_arn(arn: str, graph: AccessGraph) -> Principal:
    if kind_of(arn) is None and not has_symbol(arn):
        raise ConfigError(
            f"`{arn}` is not a principal",
            help="give the ARN of a user, role, session, federated user, provider or `root`",
        )
    principal = principal_of(arn)
    if principal.kind is PrincipalKind.USER:
        user = _one_alike(arn, graph.roles)
        return principal_of(user) if user else principal
    if principal.kind is not PrincipalKind.SESSION:
        return principal
    if principal.role == arn:  # a role, whose path counts
        return principal_of(_role_alike(arn, graph) or arn)
    role = principal.role or arn
    beyond = graph.called(principal.account or "", role.rpartition("/")[2])
    known = (*graph.roles.values(), *(graph.roles[each] for each in beyond))
    names = {_pathless(one): one for one in known}
    found = _one_alike(role, names)
    return _session(principal, names[found]) if found else principal


def _role_alike(arn: str, graph: AccessGraph) -> str | None:
    """The estate's ARN of a role; of one under a path it does not have, that ARN with its own name."""
    if arn in graph.roles:
        return arn
    if found := _one_alike(arn, graph.roles):
        return found
    head, _, name = arn.rpartition("/")
    names = {_pathless(role): role for role in graph.roles.values()}
    alike = _one_alike(f"{head.partition(':role')[0]}:role/{name}", names)
    return f"{head}/{names[alike].name}" if alike else None


def _pathless(role: Role) -> str:
    return f"arn:{partition_in(role.arn)}:iam::{role.account}:role/{role.name}"


def _session(principal: Principal, role: Role) -> Principal:
    """The session of a role of the estate: its own name may be known where the role's is not."""
    session = principal.arn.rpartition("/")[2]
    arn = f"arn:{partition_in(role.arn)}:sts::{role.account}:assumed-role/{role.name}/{session}"
    return replace(principal, arn=arn, role=role.arn)


def _in_estate(arn: str, graph: AccessGraph) -> str:
    """The ARN with the estate's own name for it, where AWS has already given it one."""
    if graph.resource(arn) is not None or arn in graph.roles or has_symbol(arn):
        return arn
    if role_of_session(arn) != arn or ":role/" in arn:
        return _role_alike(arn, graph) or arn
    head, slash, below = arn.partition("/")
    whole = _one_alike(arn, graph.resources)
    if whole:
        return whole
    container = _one_alike(head, graph.resources) if slash else None
    return f"{container}/{below}" if container else arn


def _one_alike(arn: str, arns: Iterable[str]) -> str | None:
    """The ARN of the estate that AWS may have turned into this one."""
    known = tuple(arns)
    if arn in known:
        return arn
    found = [one for one in known if has_symbol(one) and _becomes(one).fullmatch(arn)]
    if len(found) > 1:
        raise ConfigError(
            f"`{arn}` may be more than one thing of the estate",
            help="write one of " + ", ".join(f"`{shown(one)}`" for one in found),
        )
    return found[0] if found else None


@lru_cache(maxsize=1 << 12)
def _becomes(arn: str) -> re.Pattern[str]:
    """What AWS may make of an ARN with created names in it; what is open is nobody's yet."""
    return re.compile("".join(map(_part, split_symbols(arn))))


def _part(part: str | Symbol) -> str:
    if isinstance(part, str):
        return re.escape(part)
    if not part.created or not part.shape.strip("*"):
        return "(?!)"
    letters = {"*": "[^/:]*", "?": "[^/:]"}
    return "".join(letters.get(letter) or re.escape(letter) for letter in part.shape)
