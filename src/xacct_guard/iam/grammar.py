"""Node -> Policy: what AWS would reject is an error here, with its place.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from ..errors import PolicyError
from ..span import Node
from .conditions import operators, parse_operator
from .policy import Condition, Effect, Policy, PolicyKind, Principals, Statement, Written
from .principal_grammar import parse_principals
from .symbol import only_symbol, shown, split_symbols, symbols_in

VERSIONS = ("2012-10-17", "2008-10-17")
_DOCUMENT = ("Version", "Id", "Statement")
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
_SID = re.compile(r"[A-Za-z0-9]*")


class _OpenError(Exception):
    """Structure is expected where the text is known only after deployment."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def parse_policy(node: Node, kind: PolicyKind, name: str) -> Policy:
    """The policy a document says. Raises PolicyError for what AWS would not take.

    A document, or a part of one, that is wholly an unresolved value is not an error: what can
    be read is kept and `unresolved` names the rest.
    """
    try:
        return _document(node, kind, name)
    except _OpenError as error:
        return Policy(kind, name, (), node.span, unresolved=error.name)


def _document(node: Node, kind: PolicyKind, name: str) -> Policy:
    members = _members(node, "a policy document", _DOCUMENT)
    version = _version(members.get("Version"))
    if kind is PolicyKind.RCP and version != VERSIONS[0]:
        at = members["Version"].span if "Version" in members else node.span
        raise PolicyError(
            "a resource control policy has another `Version` than `2012-10-17`",
            at=at,
            help='write `"Version": "2012-10-17"`',
        )
    if "Id" in members:
        _text(members["Id"], "`Id`")
    written = members.get("Statement")
    if written is None or written.value is None:
        raise PolicyError("a policy document has no `Statement`", at=node.span, help=_LOOK)
    statements, unresolved = _statements(written, kind, name, version)
    return Policy(kind, name, statements, node.span, version, unresolved)


_LOOK = "a policy document has `Version` and `Statement`, and may have `Id`"


def _version(node: Node | None) -> str:
    if node is None:
        return VERSIONS[1]
    version = _text(node, "`Version`")
    if symbol := only_symbol(version):
        raise _OpenError(symbol.name)
    if version not in VERSIONS:
        raise PolicyError(
            f"there is no policy language version `{version}`",
            at=node.span,
            help="one of `2012-10-17`, `2008-10-17`",
        )
    return version


def _statements(
    node: Node, kind: PolicyKind, name: str, version: str
) -> tuple[tuple[Statement, ...], str | None]:
    _closed(node)
    if not isinstance(node.value, (tuple, Mapping)) or not node.items:
        raise PolicyError(
            "`Statement` is neither a statement nor a list of statements",
            at=node.span,
            help="write one object, or a list with at least one",
        )
    statements: list[Statement] = []
    unresolved: str | None = None
    for index, item in enumerate(node.items):
        try:
            statements.append(_statement(item, kind, name, index, version))
        except _OpenError as error:
            unresolved = unresolved or error.name
    if kind in _IDENTITY_LIKE or kind is PolicyKind.TRUST:
        _check_sids(statements)
    return tuple(statements), unresolved


def _check_sids(statements: Iterable[Statement]) -> None:
    seen: dict[str, Statement] = {}
    for statement in statements:
        if statement.sid and statement.sid in seen:
            raise PolicyError(
                f"two statements have the `Sid` `{statement.sid}`",
                at=statement.span,
                help="IAM wants each `Sid` of a policy to be unique; leave it out or rename it",
            )
        if statement.sid:
            seen[statement.sid] = statement


def _statement(node: Node, kind: PolicyKind, policy: str, index: int, version: str) -> Statement:
    members = _members(node, "a statement", _STATEMENT)
    effect = _effect(node, members)
    _check_pairs(node, members, kind)
    statement = Statement(
        effect=effect,
        span=node.span,
        policy=policy,
        index=index,
        sid=_sid(members.get("Sid"), kind),
        principals=_principals(members.get("Principal")),
        not_principals=_principals(members.get("NotPrincipal")),
        actions=_actions(members.get("Action"), kind),
        not_actions=_actions(members.get("NotAction"), kind),
        resources=_resources(members.get("Resource")),
        not_resources=_resources(members.get("NotResource")),
        conditions=_conditions(members.get("Condition")),
        variables=version == VERSIONS[0],
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
    text = _text(written, "`Effect`")
    if symbol := only_symbol(text):
        raise _OpenError(symbol.name)
    if text not in ("Allow", "Deny"):
        raise PolicyError(
            f"there is no effect `{text}`",
            at=written.span,
            help="write `Allow` or `Deny`, with a capital letter",
        )
    return Effect(text)


def _sid(node: Node | None, kind: PolicyKind) -> str | None:
    if node is None:
        return None
    sid = _text(node, "`Sid`")
    if kind in _IDENTITY_LIKE and not symbols_in(sid) and not _SID.fullmatch(sid):
        raise PolicyError(
            f"the `Sid` `{sid}` has a character that IAM does not take",
            at=node.span,
            help="use letters and digits only",
        )
    return sid


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
    alone = any(written.text == "*" for written in statement.actions)
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
    if node is None:
        return None
    _closed(node)
    return parse_principals(node)


def _actions(node: Node | None, kind: PolicyKind) -> tuple[Written, ...]:
    if node is None:
        return ()
    entries = _texts(node, "an action")
    for entry in entries:
        if entry.text == "*" or only_symbol(entry.text):
            continue
        if not _ACTION.fullmatch(_plain(entry.text)):
            raise PolicyError(
                f"`{shown(entry.text)}` is not an action",
                at=entry.span,
                help="write the service and the action, as in `s3:GetObject`",
            )
        if kind is PolicyKind.TRUST and not _of_sts(entry.text):
            raise PolicyError(
                f"a role trust policy has the action `{shown(entry.text)}`",
                at=entry.span,
                help="it decides who may assume the role: actions of `sts` only",
            )
    return entries


def _of_sts(action: str) -> bool:
    vendor = action.partition(":")[0].lower()
    return vendor == "sts" or "*" in vendor or bool(symbols_in(vendor))


def _resources(node: Node | None) -> tuple[Written, ...]:
    if node is None:
        return ()
    entries = _texts(node, "a resource")
    for entry in entries:
        if entry.text != "*" and not _ARN.fullmatch(_as_arn(entry.text)):
            raise PolicyError(
                f"`{shown(entry.text)}` is not an ARN",
                at=entry.span,
                help="write an ARN, as in `arn:aws:s3:::bucket/*`, or `*`",
            )
    return entries


def _as_arn(text: str) -> str:
    """The text with a star for each symbol, or an ARN where it begins with one."""
    parts = split_symbols(text)
    if parts and not isinstance(parts[0], str):
        return "arn:*"
    return "".join(part if isinstance(part, str) else "*" for part in parts)


def _conditions(node: Node | None) -> tuple[Condition, ...]:
    if node is None:
        return ()
    _closed(node)
    if not isinstance(node.value, Mapping):
        raise PolicyError(
            "`Condition` is not an object",
            at=node.span,
            help='write it as in `{"StringEquals": {"aws:PrincipalOrgID": "o-example"}}`',
        )
    return tuple(
        condition
        for name, keys in node.value.items()
        for condition in _under_operator(name, keys, node)
    )


def _under_operator(name: str, keys: Node, around: Node) -> Iterator[Condition]:
    parsed = parse_operator(name)
    at = around.keys.get(name, keys.span)
    if parsed is None:
        raise PolicyError(
            f"there is no condition operator `{name}`", at=at, help=_operator_help(name)
        )
    _closed(keys)
    if not isinstance(keys.value, Mapping):
        raise PolicyError(
            f"`{name}` does not say which key it compares",
            at=keys.span,
            help=f'write it as in `{{"{name}": {{"aws:PrincipalOrgID": "o-example"}}}}`',
        )
    for key, values in keys.value.items():
        place = keys.keys.get(key, values.span)
        if ":" not in key and not symbols_in(key):
            raise PolicyError(
                f"the condition key `{key}` has no prefix",
                at=place,
                help="write the service it belongs to, as in `aws:SourceAccount`",
            )
        written = _texts(values, f"a value of `{key}`", empty=True)
        _check_values(written, name)
        yield Condition(
            operator=parsed.operator.name,
            key=key,
            values=written,
            span=place,
            set_operator=parsed.set_operator,
            if_exists=parsed.if_exists,
        )


def _check_values(values: Iterable[Written], name: str) -> None:
    parsed = parse_operator(name)
    assert parsed is not None
    operator = parsed.operator
    for value in values:
        if symbols_in(value.text) or "${" in value.text or operator.accepts(value.text):
            continue
        raise PolicyError(
            f"`{name}` cannot compare with `{value.text}`",
            at=value.span,
            help=f"write {operator.expects}",
        )


def _operator_help(name: str) -> str:
    bare = re.sub(r"(?i)^[^:]*:|IfExists$", "", name)
    if bare.lower() == "null":
        return "`Null` asks whether a key exists; it takes no prefix and no `IfExists`"
    prefix, colon, _ = name.partition(":")
    if colon and bare.lower() in operators():
        return f"before the colon stands `ForAllValues` or `ForAnyValue`, not `{prefix}`"
    return _suggestion(bare, [operator.name for operator in operators().values()])


def _suggestion(name: str, known: Iterable[str]) -> str:
    known = tuple(known)
    by_lower = {one.lower(): one for one in known}
    close = get_close_matches(name.lower(), by_lower, n=1)
    if close:
        return f"did you mean `{by_lower[close[0]]}`?"
    return "one of " + ", ".join(f"`{one}`" for one in known)


def _members(node: Node, what: str, known: tuple[str, ...]) -> Mapping[str, Node]:
    _closed(node)
    if not isinstance(node.value, Mapping):
        raise PolicyError(f"{what} is not an object", at=node.span, help=_LOOK)
    for key in node.value:
        if key not in known:
            raise PolicyError(
                f"{what} has no element `{key}`",
                at=node.keys.get(key, node.value[key].span),
                help=_suggestion(key, known),
            )
    return node.value


def _closed(node: Node) -> None:
    """Stop at a value that is wholly unresolved."""
    if isinstance(node.value, str) and (symbol := only_symbol(node.value)):
        raise _OpenError(symbol.name)


def _text(node: Node, what: str) -> str:
    text = node.text
    if text is None:
        raise PolicyError(f"{what} is not a text", at=node.span, help="write a single text")
    return text


def _texts(node: Node, what: str, *, empty: bool = False) -> tuple[Written, ...]:
    if not node.items and not (empty and isinstance(node.value, tuple)):
        raise PolicyError(
            f"there is nothing where {what} is expected", at=node.span, help="write at least one"
        )
    return tuple(Written(_text(item, what), item.span) for item in node.items)


def _plain(text: str) -> str:
    """The text with a letter in place of each symbol."""
    return "".join(part if isinstance(part, str) else "x" for part in split_symbols(text))
