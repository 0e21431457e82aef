"""The accounts of the configuration and the control policies above them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from ..config import Config
from ..errors import InputError
from ..graph.model import Account
from ..iam.grammar import parse_policy
from ..iam.policy import Policy, PolicyKind
from ..read import read, read_text
from ..span import Node
from .reading import Reading

_UNIT = re.compile(r"(r|ou)-[a-z0-9-]+")
_ACCOUNT = re.compile(r"\d{12}")

Levels = tuple[tuple[Policy, ...], ...]


def accounts(config: Config, reading: Reading) -> Iterator[Account]:
    """Every account that the configuration names."""
    management = config.node.get("organization", "management_account")
    for name, node in config.members("accounts").items():
        id = node.mapping["id"].text or ""
        yield Account(
            id,
            name,
            node.span,
            scps=_levels(config, node, "scps", reading),
            rcps=_levels(config, node, "rcps", reading),
            is_management=management is not None and management.text == id,
        )


def completed(collected: Mapping[str, Account], said: Iterable[Account]) -> dict[str, Account]:
    """The accounts that were collected, and those of the configuration, whose word goes before."""
    found = dict(collected)
    for account in said:
        known = found.get(account.id)
        found[account.id] = account if known is None else _of_both(account, known)
    return found


def _of_both(said: Account, known: Account) -> Account:
    return replace(
        said,
        scps=known.scps if said.scps is None else said.scps,
        rcps=known.rcps if said.rcps is None else said.rcps,
        is_management=said.is_management or known.is_management,
    )


def units(config: Config) -> dict[str, tuple[str, ...]]:
    """The accounts that the configuration places in each organizational unit, by their ids.

    An account says it by `units`, or a control policy by what it is attached to. Stack sets leave out the
    management account (stacksets-orgs-associate-stackset-with-org.html), and so does this.
    """
    found: dict[str, dict[str, None]] = {}
    for id, unit in _placed(config):
        found.setdefault(unit, {})[id] = None
    management = config.node.get("organization", "management_account")
    outside = management.text if management else None
    return {unit: tuple(id for id in ids if id != outside) for unit, ids in found.items()}


def _placed(config: Config) -> Iterator[tuple[str, str]]:
    """Pairs of account and unit. An account that has no id is complained of where it is needed."""
    ids = {name: node.mapping["id"].text or "" for name, node in config.members("accounts").items()}
    for name, node in config.members("accounts").items():
        written = node.get("units")
        yield from ((ids[name], unit.text or "") for unit in (written.items if written else ()))
    for entry in config.entries("policies"):
        target, account = (entry.mapping[each].text or "" for each in ("attached_to", "account"))
        id = ids.get(account, account)
        if _UNIT.fullmatch(target) and _ACCOUNT.fullmatch(id):
            yield id, target


def _levels(config: Config, account: Node, name: str, reading: Reading) -> Levels | None:
    """The levels above an account, root first; None when nobody gave any. An empty list is a fact."""
    everywhere = config.node.get("organization", "controls", name)
    own = account.get("controls", name)
    if everywhere is None and own is None:
        return None
    levels = (*(everywhere.items if everywhere else ()), *(own.items if own else ()))
    kind = PolicyKind.SCP if name == "scps" else PolicyKind.RCP
    return tuple(tuple(_policies(level, kind, config, reading)) for level in levels)


def _policies(level: Node, kind: PolicyKind, config: Config, reading: Reading) -> Iterator[Policy]:
    for file in level.items:
        path = config.place(file)
        policy = reading.attempt(partial(_policy, file, kind, config))
        # A control policy that cannot be read may deny anything.
        yield policy or Policy(
            kind, path.name, (), file.span, unresolved=f"{kind.value} {path.name}"
        )


def _policy(file: Node, kind: PolicyKind, config: Config) -> Policy:
    path = config.path(file)
    if path.exists() and not path.is_file():
        raise InputError("this is no ordinary file", at=file.span, help="name a policy document")
    return parse_policy(read(read_text(path)), kind, path.name)
