"""Scenarios with something changed in them: the means by which a peculiarity is acted out."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from xacct_guard.iam.case import node_of
from xacct_guard.iam.conditions import ParsedOperator, parse_operator
from xacct_guard.iam.grammar import parse_policy
from xacct_guard.iam.policy import Policy, PolicyKind

Json = Any
_KINDS = {
    "identity": PolicyKind.IDENTITY,
    "resource": PolicyKind.RESOURCE,
    "boundary": PolicyKind.BOUNDARY,
    "session": PolicyKind.SESSION,
    "scps": PolicyKind.SCP,
    "rcps": PolicyKind.RCP,
    "vpc_endpoint": PolicyKind.ENDPOINT,
}


EVERYTHING: Json = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"},
}


def is_on_role(scenario: Json) -> bool:
    """Is the policy of the resource a trust policy?"""
    return ":role/" in scenario["request"]["resource"]


def documents(scenario: Json) -> Iterator[tuple[PolicyKind, Json]]:
    """Every policy document with its kind."""
    policies = scenario["policies"]
    for member, kind in _KINDS.items():
        for document in _listed(policies.get(member)):
            is_trust = kind is PolicyKind.RESOURCE and is_on_role(scenario)
            yield PolicyKind.TRUST if is_trust else kind, document


def _listed(written: Json) -> Iterator[Json]:
    if isinstance(written, list):
        for one in written:
            yield from _listed(one)
    elif written:
        yield written.get("document", written)


def statements(document: Json) -> list[Json]:
    """The statements of a document, in a list; changing one changes the document."""
    written = document["Statement"]
    return written if isinstance(written, list) else [written]


def parsed(document: Json, kind: PolicyKind) -> Policy:
    """The document as the engine reads it; its statements are in the order of the written ones."""
    return parse_policy(node_of(document), kind, "")


def silence(statement: Json, kind: PolicyKind) -> None:
    """Let a statement speak about no request."""
    statement.pop("NotAction", None)
    statement["Action"] = (
        "sts:NothingOfTheKind" if kind is PolicyKind.TRUST else "s3:NothingOfTheKind"
    )


def entries(value: Json) -> list[Json]:
    """The entries of an element that may be a scalar."""
    return value if isinstance(value, list) else [value]


def changed(scenario: Json, change: Callable[[PolicyKind, Json, Json], bool]) -> Json | None:
    """A copy in which `change` saw each statement (kind, document, statement); None: it left all."""
    made = copy.deepcopy(scenario)
    seen = [
        change(kind, document, one)
        for kind, document in documents(made)
        for one in statements(document)
    ]
    return made if any(seen) else None


@dataclass(frozen=True, slots=True)
class Asked:
    """One condition: an operator, a key, and the values it is compared with."""

    operator: ParsedOperator
    key: str
    values: tuple[str, ...]

    @property
    def name(self) -> str:
        """The bare operator."""
        return self.operator.operator.name

    @property
    def negated(self) -> bool:
        """Is it one of the Not operators?"""
        return self.operator.operator.negated


def with_conditions(scenario: Json, judge: Callable[[Asked], bool | None]) -> Json | None:
    """A copy in which conditions are replaced by what `judge` makes of them.

    None leaves a condition, True takes it away, False silences its statement.
    """

    def change(kind: PolicyKind, _: Json, statement: Json) -> bool:
        condition = statement.get("Condition", {})
        found = {
            (name, key): judge(_asked(name, key, values))
            for name, keys in condition.items()
            for key, values in keys.items()
        }
        for (name, key), said in found.items():
            if said is True:
                del condition[name][key]
        if False in found.values():
            silence(statement, kind)
        statement["Condition"] = {name: keys for name, keys in condition.items() if keys}
        if not statement["Condition"]:
            del statement["Condition"]
        return any(said is not None for said in found.values())

    return changed(scenario, change)


def _asked(name: str, key: str, values: Json) -> Asked:
    operator = parse_operator(name)
    assert operator is not None
    return Asked(operator, key, tuple(map(str, entries(values))))


def without_context(scenario: Json, *keys: str) -> Json:
    """A copy whose request lacks these keys."""
    made = copy.deepcopy(scenario)
    context = made["request"]["context"]
    made["request"]["context"] = {key: value for key, value in context.items() if key not in keys}
    return made


def with_deny(scenario: Json) -> Json:
    """A copy in which the resource's policy denies everything to everyone.

    A trust policy speaks of assuming the role only: any other action is denied to the identity.
    """
    made = copy.deepcopy(scenario)
    deny: Json = {"Effect": "Deny", "Action": "*", "Resource": "*"}
    policies = made["policies"]
    if not is_on_role(scenario):
        policies["resource"] = _and(policies.get("resource"), {**deny, "Principal": "*"})
    elif scenario["request"]["action"].startswith("sts:"):
        trust = {"Effect": "Deny", "Principal": "*", "Action": "sts:*"}
        policies["resource"] = _and(policies.get("resource"), trust)
    else:
        policies["identity"] = [
            *policies.get("identity", []),
            {"name": "deny", "document": _and(None, deny)},
        ]
    return made


def _and(document: Json | None, statement: Json) -> Json:
    held = document or {"Version": "2012-10-17", "Statement": []}
    return {**held, "Statement": [*statements(held), statement]}


def with_closed_endpoint(scenario: Json) -> Json:
    """A copy that passes an endpoint which lets nothing through."""
    made = copy.deepcopy(scenario)
    nothing = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:NothingOfTheKind",
        "Resource": "*",
    }
    made["policies"]["vpc_endpoint"] = {"Version": "2012-10-17", "Statement": [nothing]}
    return made


def with_resources(
    scenario: Json, judge: Callable[[PolicyKind, str, str], str | bool | None]
) -> Json | None:
    """A copy in which `judge` (kind, `Resource` or `NotResource`, entry) replaced entries.

    None leaves an entry. A text stands for it. Under Resource False means that it covers nothing;
    under NotResource True means that it exempts nothing, False that the statement is off.
    """

    def change(kind: PolicyKind, _: Json, statement: Json) -> bool:
        element = "NotResource" if "NotResource" in statement else "Resource"
        if element not in statement:
            return False
        written = entries(statement[element])
        found = [judge(kind, element, entry) for entry in written]
        if element == "NotResource" and False in found:
            silence(statement, kind)
        statement[element] = [_entry(old, new) for old, new in zip(written, found, strict=True)]
        return any(one is not None for one in found)

    return changed(scenario, change)


NOTHING = "arn:aws:nothing:::of-the-kind"


def _entry(old: str, new: str | bool | None) -> str:
    if new is None:
        return old
    return new if isinstance(new, str) else NOTHING
