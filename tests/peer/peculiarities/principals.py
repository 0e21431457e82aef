"""Who is named, and who asks.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

import copy
from collections.abc import Callable

from xacct_guard.iam.answer import NO, YES
from xacct_guard.iam.arn import Arn
from xacct_guard.iam.case import Scenario
from xacct_guard.iam.context import look_up, role_arn
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.iam.principal import exempt
from xacct_guard.iam.request import PrincipalKind

from ..rewriting import EVERYTHING, changed, documents, entries, parsed, silence, statements
from .peculiarity import Json, Peculiarity


def partly_exempt(scenario: Json, read: Scenario) -> Json | None:
    """NotPrincipal exempts whoever is listed in any form."""
    made = copy.deepcopy(scenario)
    bounded = YES if scenario["policies"].get("boundary") else NO
    found = False
    for kind, document in documents(made):
        pairs = zip(statements(document), parsed(document, kind).statements, strict=True)
        for written, statement in pairs:
            listed = statement.not_principals
            if listed is not None and exempt(listed, read.request, bounded).is_open:
                silence(written, kind)
                found = True
    return made if found else None


def _with_names(scenario: Json, rename: Callable[[str], str | None]) -> Json | None:
    """A copy in which `rename` replaced `AWS` entries; None leaves one."""

    def change(kind: PolicyKind, _: Json, statement: Json) -> bool:
        named = statement.get("Principal") or statement.get("NotPrincipal")
        if not isinstance(named, dict) or "AWS" not in named:
            return False
        written = entries(named["AWS"])
        found = [rename(one) for one in written]
        named["AWS"] = [
            old if new is None else new for old, new in zip(written, found, strict=True)
        ]
        return any(new is not None for new in found)

    return changed(scenario, change)


def path_of_a_role(scenario: Json, read: Scenario) -> Json | None:
    """A role is the same whatever its path, and that of a session has none."""
    role = role_arn(read.request)
    own = Arn.parse(role or "")
    if own is None or not own.resource.startswith("role/"):
        return None

    def rename(entry: str) -> str | None:
        arn = Arn.parse(entry)
        same = arn and arn.account == own.account and arn.resource.startswith("role/")
        return role if same and arn.name == own.name and entry != role else None

    made = _with_names(scenario, rename)
    if read.request.principal.knows_path:
        return made
    made = made or copy.deepcopy(scenario)
    made["request"].setdefault("context", {})["aws:PrincipalArn"] = role
    return made


def session_of_a_role(scenario: Json, read: Scenario) -> Json | None:
    """A role given without a session has none of the sessions that a policy names."""
    if (
        not read.request.principal.arn.startswith("arn:aws:iam::")
        or not read.request.principal.role
    ):
        return None
    prefix = f":assumed-role/{read.request.principal.arn.rpartition('/')[2]}/"
    other = "arn:aws:iam::999999999999:role/nobody"
    return _with_names(scenario, lambda entry: other if prefix in entry else None)


def service_as_anyone(scenario: Json, read: Scenario) -> Json | None:
    """`*` names services as well."""
    if read.request.principal.kind not in (PrincipalKind.SERVICE, PrincipalKind.PROVIDER):
        return None
    is_service = read.request.principal.kind is PrincipalKind.SERVICE
    own = {"Service" if is_service else "Federated": read.request.principal.arn}

    def change(kind: PolicyKind, _: Json, statement: Json) -> bool:
        named = statement.get("Principal")
        aws = named.get("AWS") if isinstance(named, dict) else named
        anyone = kind in (PolicyKind.RESOURCE, PolicyKind.TRUST) and "*" in entries(aws)
        if anyone:
            statement["Principal"] = own
        return anyone

    return changed(scenario, change)


def root_without_rights(scenario: Json, read: Scenario) -> Json | None:
    """The root user has what its policies give it: nothing of its own, and no identity policy."""
    if read.request.principal.kind is not PrincipalKind.ROOT:
        return None
    made = copy.deepcopy(scenario)
    request = made["request"]
    told = {key: look_up(read.request, key) for key in ("aws:PrincipalArn", "aws:PrincipalType")}
    request["context"] |= told
    request["principal"] = f"arn:aws:sts::{request['principal_account']}:federated-user/nobody"
    made["policies"]["session"] = [EVERYTHING]
    return made


def provider_in_its_account(scenario: Json, read: Scenario) -> Json | None:
    """An identity provider is one of the principals of its account."""
    principal = read.request.principal
    if principal.kind is not PrincipalKind.PROVIDER:
        return None
    arn = Arn.parse(principal.arn)
    assert arn is not None
    account = {arn.account, f"arn:{arn.partition}:iam::{arn.account}:root"}

    def change(kind: PolicyKind, _: Json, statement: Json) -> bool:
        named = statement.get("Principal")
        aws = entries(named.get("AWS")) if isinstance(named, dict) else []
        if not account & {*filter(None, aws)}:
            return False
        if statement["Effect"] == "Deny":
            statement["Principal"] = {"Federated": principal.arn}
        return True

    return changed(scenario, change)


FOUND = (
    Peculiarity("PEER-25", root_without_rights),
    Peculiarity("PEER-22", path_of_a_role),
    Peculiarity("PEER-23", session_of_a_role),
    Peculiarity("PEER-21", partly_exempt),
    Peculiarity("PEER-24", service_as_anyone),
    Peculiarity("PEER-33", provider_in_its_account, frozenset({"resource"})),
)
