"""A policy document: grants written as AWS reads them, and read back as the engine reads them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..iam.grammar import LATEST, parse_policy
from ..iam.policy import Policy, PolicyKind
from ..iam.quota import length_of
from ..iam.symbol import symbols_in
from ..read import read
from ..span import Source
from .grant import Grant

_ROOM = 13
"""Characters of the end that CloudFormation gives to a name: twelve, or thirteen."""
Json = Mapping[str, object]
ADMINISTRATION = (
    *("kms:DescribeKey", "kms:DisableKeyRotation", "kms:EnableKeyRotation", "kms:GetKeyPolicy"),
    *("kms:GetKeyRotationStatus", "kms:ListResourceTags", "kms:PutKeyPolicy"),
    *("kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource"),
    "kms:UpdateKeyDescription",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A statement, what needs it, and whether whatever needs it can do without."""

    written: Json
    because: tuple[str, ...]
    optional: bool = False
    keeps: bool = False  # no path needs it: AWS wants it, or the document would lock its owner out

    @property
    def sid(self) -> str:
        """The name of the statement within its document."""
        return str(self.written["Sid"])


def lines_of(grants: Iterable[Grant]) -> tuple[Line, ...]:
    """The statements of one document, each with a name of its own."""
    named: dict[str, int] = {}
    return tuple(_line(grant, named) for grant in grants)


def key_administration(account: str, partition: str) -> Line:
    """What hands the key of an account to its administrators, without letting them use it.

    AWS refuses a key policy after which nobody could change it
    (kms/latest/developerguide/key-policy-default.html).
    """
    written = {
        "Sid": "AdministerKey",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:{partition}:iam::{account}:root"},
        "Action": ADMINISTRATION,
        "Resource": "*",
    }
    return Line(written, ("AWS refuses a key policy that nobody could change",), keeps=True)


def document_of(lines: Iterable[Line]) -> Json:
    """The document that says these lines."""
    return {"Version": LATEST, "Statement": [line.written for line in lines]}


def policy_of(document: Json, kind: PolicyKind, name: str) -> Policy:
    """The document as the engine takes it."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return parse_policy(read(Source(f"{name} (generated)", text)), kind, name)


def _line(grant: Grant, named: dict[str, int]) -> Line:
    written: dict[str, object] = {"Sid": _sid(grant, named), "Effect": "Allow"}
    if grant.principals:
        written["Principal"] = _principal(grant)
    written["Action"] = _one(grant.actions)
    if grant.resources:
        written["Resource"] = _one(grant.resources)
    if grant.conditions:
        written["Condition"] = _conditions(grant)
    return Line(written, grant.needed_by, grant.optional)


def _sid(grant: Grant, named: dict[str, int]) -> str:
    """`S3GetObject` for one action, `S3GetObjectAndOthers` for several; the second time with a number."""
    service, _, action = grant.actions[0].partition(":")
    words = f"{service.capitalize()}{action}{'AndOthers' if len(grant.actions) > 1 else ''}"
    words = ("Optional" if grant.optional else "") + "".join(filter(str.isalnum, words))
    named[words] = named.get(words, 0) + 1
    return words if named[words] == 1 else f"{words}{named[words]}"


def _principal(grant: Grant) -> object:
    if grant.principals == (("AWS", "*"),):
        return "*"
    found: dict[str, list[str]] = {}
    for of, who in grant.principals:
        found.setdefault(of, []).append(who)
    return {of: _one(those) for of, those in found.items()}


def _conditions(grant: Grant) -> Json:
    found: dict[str, dict[str, object]] = {}
    for operator, key, values in grant.conditions:
        found.setdefault(operator, {})[key] = _one(values)
    return found


def _one(texts: Sequence[str]) -> str | list[str]:
    """A list of one is the text."""
    return texts[0] if len(texts) == 1 else list(texts)


def size_of(document: Json) -> int:
    """The characters of a document, without white space, once the names in it are made."""
    text = json.dumps(document, ensure_ascii=False)
    unnamed = sum(each.shape.count("*") for each in symbols_in(text))
    return length_of(read(Source("", text))) + unnamed * _ROOM
