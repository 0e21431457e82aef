"""The `policies:` of a configuration: loose documents, put on what they are attached to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from .. import services
from ..config import Config, expand
from ..errors import ConfigError
from ..formats.document import is_policy, kind_of, with_open_variables
from ..graph.link import managed_by_aws
from ..graph.model import Account, Attached, Parts, Resource, Role
from ..graph.region import partition_of
from ..iam.arn import Arn
from ..iam.grammar import parse_policy
from ..iam.policy import Effect, Policy, PolicyKind
from ..iam.policy_node import suggestion
from ..iam.symbol import Symbol, shown
from ..read import read
from ..span import Node, Source, Span
from .reading import Reading

_OF_AWS = re.compile(r"arn:aws[\w-]*:iam::aws:policy/.+")
_UNIT = re.compile(r"(r|ou)-[a-z0-9-]+|\d{12}")
_ENDPOINT = re.compile(r"vpce-[0-9a-z]+")
_PRINCIPALS = ("role", "user")
_CONTROLS = (PolicyKind.SCP, PolicyKind.RCP)
_OF_PRINCIPALS = (PolicyKind.IDENTITY, PolicyKind.BOUNDARY, PolicyKind.TRUST)
_EVERYTHING = (
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A policy of the configuration: what it is on (an ARN, or a unit of the organization), whose.

    `span` is where it says what it is on, `document` where it says which policy.
    """

    to: str
    policy: Policy
    account: str
    span: Span
    document: Span

    @property
    def is_control(self) -> bool:
        """Does it stand above accounts, rather than on a principal or a resource?"""
        return self.policy.kind in _CONTROLS


def attachments(config: Config, reading: Reading) -> tuple[Attachment, ...]:
    """The entries of `policies:`; one that makes no sense is a failure, and left out."""
    found = (
        reading.attempt(partial(_attachment, entry, config, reading))
        for entry in config.entries("policies")
    )
    return tuple(each for each in found if each is not None)


def _attachment(entry: Node, config: Config, reading: Reading) -> Attachment | None:
    account, target = config.account_id(entry.mapping["account"]), entry.mapping["attached_to"]
    known = expand(target, reading.resolve)
    if known is None:
        return None
    to = _target(known, account, config)
    policy = _policy(entry, to, reading)
    if policy is None:
        return None
    return Attachment(to, policy, account, target.span, entry.mapping["document"].span)


def _target(node: Node, account: str, config: Config) -> str:
    text = node.text or ""
    if _ENDPOINT.fullmatch(text):
        region = config.region_of_account(account) or str(Symbol(f"region of {text}"))
        return f"arn:{partition_of(region)}:ec2:{region}:{account}:vpc-endpoint/{text}"
    if _UNIT.fullmatch(text) or Arn.parse(text) is not None:
        return text
    if text in config.members("accounts"):
        return config.account_id(node)
    raise ConfigError(
        f"`{shown(text)}` is nothing that a policy can be attached to",
        at=node.span,
        help="write an ARN, a VPC endpoint id, an account, or the id of an organizational unit",
    )


def _policy(entry: Node, to: str, reading: Reading) -> Policy | None:
    said = entry.mapping["document"]
    text = said.text or ""
    if _OF_AWS.fullmatch(text):
        name = text.rpartition("/")[2]
        unread = Policy(
            PolicyKind.IDENTITY, name, (), said.span, unresolved=f"managed policy {name}"
        )
        policy = managed_by_aws(text) or unread
        return replace(policy, kind=_kind(entry, to, None))
    document = reading.named(entry, "document")
    if document is None:
        return None
    if not is_policy(document):
        help = "a policy document has `Statement`, whose members have an `Effect`"
        raise ConfigError(f"`{text}` is not a policy document", at=said.span, help=help)
    kind = _kind(entry, to, document)
    return parse_policy(with_open_variables(document), kind, text.rpartition("/")[2])


def _kind(entry: Node, to: str, document: Node | None) -> PolicyKind:
    """The kind that is said, else the one that fits both what it is on and what it says."""
    said = entry.get("kind")
    if said is not None:
        if said.text not in tuple(PolicyKind):
            raise ConfigError(
                f"there is no policy kind `{said.text}`",
                at=said.span,
                help=suggestion(said.text or "", PolicyKind),
            )
        return _fitting(PolicyKind(said.text), to, said)
    found = kind_of(document) if document else PolicyKind.IDENTITY
    names_principals = found not in (PolicyKind.IDENTITY, PolicyKind.SCP)
    if _UNIT.fullmatch(to):
        return PolicyKind.RCP if names_principals else PolicyKind.SCP
    if _is_principal(to):
        return PolicyKind.TRUST if names_principals else PolicyKind.IDENTITY
    return PolicyKind.ENDPOINT if ":vpc-endpoint/" in to else PolicyKind.RESOURCE


def _fitting(kind: PolicyKind, to: str, said: Node) -> PolicyKind:
    is_unit, is_principal = _UNIT.fullmatch(to) is not None, _is_principal(to)
    fits = kind in _CONTROLS if is_unit else (kind in _OF_PRINCIPALS) is is_principal
    if not fits or (not is_unit and kind in (*_CONTROLS, PolicyKind.SESSION)):
        raise ConfigError(
            f"a policy of kind `{kind.value}` cannot be attached to `{shown(to)}`",
            at=said.span,
            help="leave `kind` out: it shows in what the policy is attached to",
        )
    return kind


def _is_principal(to: str) -> bool:
    arn = Arn.parse(to)
    return arn is not None and arn.service == "iam" and arn.type in _PRINCIPALS


def attached_parts(
    found: Iterable[Attachment], parts: Iterable[Parts], reading: Reading
) -> Iterator[Parts]:
    """The policies on principals and resources, and those of them that no document declares."""
    every = tuple(parts)
    declared = {role.arn for part in every for role in part.roles}
    declared |= {resource.arn for part in every for resource in part.resources}
    ours = tuple(each for each in found if not each.is_control)
    yield Parts(attached=tuple(Attached(each.to, each.policy, each.document) for each in ours))
    made = {each.to: each for each in ours if each.to not in declared}
    for to, each in made.items():
        if _is_principal(to):
            yield Parts(roles=(_role(each, ours, reading),))
        else:
            yield Parts(resources=(_resource(each),))


def _role(first: Attachment, every: tuple[Attachment, ...], reading: Reading) -> Role:
    """A role that only the configuration knows: what it lists is all that the role has."""
    kinds = {each.policy.kind for each in every if each.to == first.to}
    held = PolicyKind.IDENTITY in kinds
    arn = Arn.parse(first.to)
    _, _, path = (arn.resource if arn else "").partition("/")
    folder, _, name = path.rpartition("/")
    if held:
        reading.assume(
            f"identity policies of {shown(first.to)}",
            "those that the configuration lists",
            "no document declares the role",
        )
    return Role(
        arn=first.to,
        account=first.account,
        name=name,
        path=f"/{folder}/" if folder else "/",
        span=first.span,
        held=held,
        absent=None if held else f"identity policies of {shown(first.to)}",
        place=f"policies/{name}",
    )


def _resource(each: Attachment) -> Resource:
    """A resource that only the configuration knows."""
    arn = Arn.parse(each.to)
    row = services.of_arn(each.to)
    service, type = (arn.service, arn.type) if arn else ("", "")
    return Resource(
        arn=each.to,
        type=row.name if row else f"{service}:{type or service}",
        account=each.account,
        region=arn.region if arn else "",
        name=arn.name if arn else each.to,
        span=each.span,
        policy=each.policy,
        place=f"policies/{arn.name if arn else each.to}",
        described=False,
    )


def with_controls(
    accounts: Mapping[str, Account], found: Iterable[Attachment], reading: Reading
) -> dict[str, Account]:
    """The accounts, with the control policies that stand above each; a unit is a level of its own."""
    changed = dict(accounts)
    units: dict[tuple[str, PolicyKind, str], list[Policy]] = {}
    for each in found:
        if each.is_control:
            units.setdefault((each.account, each.policy.kind, each.to), []).append(each.policy)
    for (id, kind, unit), policies in sorted(units.items(), key=lambda pair: _height(pair[0][2])):
        account = changed.get(id) or Account(id, id)
        level = _whole(policies, kind, unit, reading)
        if kind is PolicyKind.SCP:
            account = replace(account, scps=(*(account.scps or ()), level))
        else:
            account = replace(account, rcps=(*(account.rcps or ()), level))
        changed[id] = account
    return changed


def _height(unit: str) -> int:
    return ("r-", "ou").index(unit[:2]) if unit[:2] in ("r-", "ou") else 2


def _whole(
    policies: list[Policy], kind: PolicyKind, unit: str, reading: Reading
) -> tuple[Policy, ...]:
    """The policies of a level; service control policies that only deny stand beside FullAWSAccess.

    Source: organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html.
    """
    allows = any(
        policy.unresolved or any(s.effect is Effect.ALLOW for s in policy.statements)
        for policy in policies
    )
    if kind is PolicyKind.RCP or allows:
        return tuple(policies)
    reading.assume(
        f"service control policies of {unit}",
        "`FullAWSAccess` besides those given",
        "those given only deny",
    )
    full = parse_policy(read(Source("FullAWSAccess", _EVERYTHING)), kind, "FullAWSAccess")
    return (full, *policies)
