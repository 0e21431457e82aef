"""A statement: its elements, and which of them its kind of policy takes.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from ..errors import PolicyError
from ..span import Node
from .condition_grammar import hollow_in, parse_conditions
from .making import make_statement
from .policy import Effect, PolicyKind, Principals, Statement, Written
from .policy_node import UnresolvedError, members_of, text_of, texts
from .principal_grammar import parse_principals
from .symbol import has_symbol, only_symbol, shown, split_symbols, symbols_in

_STATEMENT = (
    *("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource"),
    *("NotResource", "Condition"),
)
_IDENTITY_LIKE = (PolicyKind.IDENTITY, PolicyKind.BOUNDARY, PolicyKind.SESSION)
_WITHOUT_PRINCIPAL = (*_IDENTITY_LIKE, PolicyKind.SCP)
_IN_WORDS = {
    PolicyKind.IDENTITY: "an identity policy",
    PolicyKind.RESOURCE: "a resource policy",
    PolicyKind.TRUST: "a role trust policy",
    PolicyKind.BOUNDARY: "a permissions boundary",
    PolicyKind.SESSION: "a session policy",
    PolicyKind.SCP: "a service control policy",
    PolicyKind.RCP: "a resource control policy",
    PolicyKind.ENDPOINT: "a VPC endpoint policy",
}
_ACTION = re.compile(r"[A-Za-z0-9*?-]+:[^\s:]+")
_ARN = re.compile(r"arn:(aws[a-z-]*|[a-z*?-]*[*?][a-z*?-]*)(:.*)?", re.DOTALL)
_EFFECTS = {each.value: each for each in Effect}
_SID = re.compile(r"[A-Za-z0-9]*")


def parse_statement(
    node: Node, kind: PolicyKind, policy: str, index: int, *, variables: bool
) -> Statement:
    """One statement of a policy of that kind; `variables`: they work in its version.

    Raises PolicyError, and UnresolvedError where nobody knows what it says.
    """
    members = members_of(node, "a statement", _STATEMENT)
    effect = _effect(node, members)
    _check_pairs(node, members, kind)
    condition = members.get("Condition")
    statement = make_statement(
        effect,
        node.span,
        policy,
        index,
        sid=_sid(members.get("Sid"), kind),
        principals=_principals(members.get("Principal")),
        not_principals=_principals(members.get("NotPrincipal")),
        actions=_actions(members.get("Action"), kind),
        not_actions=_actions(members.get("NotAction"), kind),
        resources=_resources(members.get("Resource")),
        not_resources=_resources(members.get("NotResource")),
        conditions=parse_conditions(condition),
        variables=variables,
        completes=kind is PolicyKind.IDENTITY,
        hollow=hollow_in(condition),
    )
    if kind is PolicyKind.RCP:
        _check_rcp(statement, members)
    return statement


def _effect(node: Node, members: Mapping[str, Node]) -> Effect:
    written = members.get("Effect")
    if written is None:
        raise PolicyError(
            "a statement has no `Effect`", at=node.span, help="write `Allow` or `Deny`"
        )
    text = text_of(written, "`Effect`")
    if effect := _EFFECTS.get(text):
        return effect
    if symbol := only_symbol(text):
        raise UnresolvedError(symbol.name)
    raise PolicyError(
        f"there is no effect `{text}`",
        at=written.span,
        help="write `Allow` or `Deny`, with a capital letter",
    )


def _sid(node: Node | None, kind: PolicyKind) -> str | None:
    if node is None:
        return None
    sid = text_of(node, "`Sid`")
    if kind in _IDENTITY_LIKE and not symbols_in(sid) and not is_sid(sid):
        raise PolicyError(
            f"the `Sid` `{sid}` has a character that IAM does not take",
            at=node.span,
            help="use letters and digits only",
        )
    return sid


def is_sid(text: str) -> bool:
    """May an identity policy call a statement so?"""
    return _SID.fullmatch(text) is not None


def _check_pairs(node: Node, members: Mapping[str, Node], kind: PolicyKind) -> None:
    for one, other in (
        ("Principal", "NotPrincipal"),
        ("Action", "NotAction"),
        ("Resource", "NotResource"),
    ):
        if one in members and other in members:
            raise PolicyError(
                f"a statement has both `{one}` and `{other}`",
                at=members[other].span,
                help="keep one of them",
            )
    if "Action" not in members and "NotAction" not in members:
        raise PolicyError(
            "a statement has no `Action`", at=node.span, help="write `Action` or `NotAction`"
        )
    _check_principal_place(node, members, kind)
    _check_resource_place(node, members, kind)


def _check_principal_place(node: Node, members: Mapping[str, Node], kind: PolicyKind) -> None:
    words = _IN_WORDS[kind]
    written = members.get("Principal") or members.get("NotPrincipal")
    if kind in _WITHOUT_PRINCIPAL:
        if written is not None:
            raise PolicyError(
                f"{words} names a principal",
                at=written.span,
                help="it applies to whoever it is attached to; leave the element out",
            )
        return
    if written is None:
        raise PolicyError(
            f"a statement of {words} has no `Principal`",
            at=node.span,
            help="say who it is about; `*` is everyone",
        )
    if "NotPrincipal" not in members:
        return
    if kind in (PolicyKind.TRUST, PolicyKind.RCP):
        raise PolicyError(
            f"{words} has a `NotPrincipal`",
            at=written.span,
            help="use `Principal`, with a condition on `aws:PrincipalArn`",
        )
    if (members["Effect"].text or "") == "Allow":
        raise PolicyError(
            "`NotPrincipal` stands in a statement that allows",
            at=written.span,
            help="AWS supports it with `Deny` only; name the principals instead",
        )


def _check_resource_place(node: Node, members: Mapping[str, Node], kind: PolicyKind) -> None:
    written = members.get("Resource") or members.get("NotResource")
    if kind is PolicyKind.TRUST:
        if written is not None:
            raise PolicyError(
                "a role trust policy names a resource",
                at=written.span,
                help="the role is the resource; leave the element out",
            )
    elif written is None and kind is not PolicyKind.RESOURCE:
        raise PolicyError(
            f"a statement of {_IN_WORDS[kind]} has no `Resource`",
            at=node.span,
            help="write `Resource` or `NotResource`; `*` is everything",
        )


def _check_rcp(statement: Statement, members: Mapping[str, Node]) -> None:
    """It denies to everyone, by named services.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
    """
    principal = members["Principal"]
    if principal.text != "*":
        raise PolicyError(
            "a resource control policy names a principal other than `*`",
            at=principal.span,
            help='write `"Principal": "*"` and limit it with a condition',
        )
    if statement.not_actions:
        raise PolicyError(
            "a resource control policy has a `NotAction`",
            at=members["NotAction"].span,
            help="list the actions it denies",
        )
    alone = any(written.text.partition(":")[0] == "*" for written in statement.actions)
    if statement.effect is Effect.ALLOW:
        everything = [written.text for written in statement.resources] == ["*"]
        if not (alone and everything) or statement.conditions:
            raise PolicyError(
                "a resource control policy allows",
                at=members["Effect"].span,
                help="it can only deny; `RCPFullAWSAccess` is there without being written",
            )
    elif alone:
        raise PolicyError(
            "a resource control policy denies the action `*`",
            at=members["Action"].span,
            help="name the services, as in `s3:*`",
        )


def _principals(node: Node | None) -> Principals | None:
    return parse_principals(node) if node is not None else None


def _actions(node: Node | None, kind: PolicyKind) -> tuple[Written, ...]:
    if node is None:
        return ()
    entries = texts(node, "an action")
    for entry in entries:
        if not is_action(entry.text):
            raise PolicyError(
                f"`{shown(entry.text)}` is not an action",
                at=entry.span,
                help="write the service and the action, as in `s3:GetObject`",
            )
        if kind is PolicyKind.TRUST and not (only_symbol(entry.text) or _of_sts(entry.text)):
            raise PolicyError(
                f"a role trust policy has the action `{shown(entry.text)}`",
                at=entry.span,
                help="it decides who may assume the role: actions of `sts` only",
            )
    return entries


@lru_cache(maxsize=1 << 12)  # the same few stand in most policies
def is_action(text: str) -> bool:
    """Does it read as an action, as far as it is known?"""
    return text == "*" or bool(only_symbol(text) or _ACTION.fullmatch(_plain(text)))


def _of_sts(action: str) -> bool:
    vendor = action.partition(":")[0].lower()
    return vendor == "sts" or "*" in vendor or bool(symbols_in(vendor))


def _resources(node: Node | None) -> tuple[Written, ...]:
    if node is None:
        return ()
    entries = texts(node, "a resource")
    for entry in entries:
        if not is_resource(entry.text):
            raise PolicyError(
                f"`{shown(entry.text)}` is not an ARN",
                at=entry.span,
                help="write an ARN, as in `arn:aws:s3:::bucket/*`, or `*`",
            )
    return entries


def is_resource(text: str) -> bool:
    """Does it read as a resource, as far as it is known?"""
    return text == "*" or _ARN.fullmatch(_as_arn(text)) is not None


def _as_arn(text: str) -> str:
    """The text with a star for each symbol, or an ARN where it begins with one."""
    if not has_symbol(text):
        return text
    parts = split_symbols(text)
    if not isinstance(parts[0], str):
        return "arn:*"
    return "".join(part if isinstance(part, str) else "*" for part in parts)


def _plain(text: str) -> str:
    """The text with a letter in place of each symbol."""
    if not has_symbol(text):
        return text
    return "".join(part if isinstance(part, str) else "x" for part in split_symbols(text))
