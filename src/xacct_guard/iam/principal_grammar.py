"""The Principal element: who may be named, and how.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

from ..errors import PolicyError
from ..span import Node
from .policy import Principals, Written
from .policy_node import one_of, unresolved_in
from .symbol import has_symbol, only_symbol, shown, split_symbols

_KINDS = ("AWS", "Service", "Federated", "CanonicalUser")
_ARN = r"arn:aws[a-z-]*"
_AWS = re.compile(
    rf"\*|[0-9]{{12}}|{_ARN}:iam::([0-9]{{12}}:(root|(user|role)/[^*?]+)|cloudfront:user/[^*?]+)"
    rf"|{_ARN}:sts::[0-9]{{12}}:(assumed-role/[^*?/]+/[^*?/]+|federated-user/[^*?/]+)"
    r"|A[A-Z]{3}[A-Z0-9]{12,}"
)
_SERVICE = re.compile(r"[a-z0-9][a-z0-9.-]*\.[a-z0-9.-]+")
_FEDERATED = re.compile(
    rf"{_ARN}:iam::[0-9]{{12}}:(saml-provider|oidc-provider)/[^*?]+|[a-z0-9-]+(\.[a-z0-9-]+)+(/\S*)?"
)
_CANONICAL = re.compile(r"[0-9a-fA-F]{64}")
_ANYONE = "*"


def parse_principals(node: Node) -> Principals:
    """The principals an element names. Raises PolicyError for what AWS would not take."""
    if not isinstance(node.value, Mapping):
        return _anyone(node)
    if not node.value:
        raise PolicyError("a `Principal` names nobody", at=node.span, help=_HOW)
    for key, value in node.value.items():
        if key not in _KINDS:
            raise PolicyError(
                f"there is no kind of principal `{key}`",
                at=node.keys.get(key, value.span),
                help=_kind_help(key),
            )
    return Principals(
        aws=_entries(node.value.get("AWS"), "AWS"),
        service=_entries(node.value.get("Service"), "Service"),
        federated=_entries(node.value.get("Federated"), "Federated"),
        canonical_user=_entries(node.value.get("CanonicalUser"), "CanonicalUser"),
    )


_HOW = 'write `"*"`, or an object such as `{"AWS": "arn:aws:iam::111122223333:role/Name"}`'


def _anyone(node: Node) -> Principals:
    """`*`, or a value that nobody resolved, which may be `*` or anyone else."""
    if unresolved_in(node):
        return Principals(aws=(Written(str(node.value), node.span),))
    if node.text != _ANYONE:
        what = f"`{shown(node.text)}`" if node.text is not None else "this"
        raise PolicyError(f"{what} stands where principals are named", at=node.span, help=_HOW)
    return Principals(aws=(Written(_ANYONE, node.span),))


def _kind_help(key: str) -> str:
    close = get_close_matches(key, _KINDS, n=1)
    if close:
        return f"did you mean `{close[0]}`?"
    return one_of(_KINDS)


def _entries(node: Node | None, kind: str) -> tuple[Written, ...]:
    if node is None:
        return ()
    if not node.items:
        raise PolicyError(f"`{kind}` names nobody", at=node.span, help="name at least one")
    return tuple(_entry(item, kind) for item in node.items)


def _entry(node: Node, kind: str) -> Written:
    text = node.text
    if text is None:
        raise PolicyError(f"a principal under `{kind}` is not a text", at=node.span, help=_HOW)
    if not _is_principal(text, kind):
        raise PolicyError(
            f"`{shown(text)}` is not a principal of the kind `{kind}`",
            at=node.span,
            help=_help(text, kind),
        )
    return Written(text, node.span)


def _is_principal(text: str, kind: str) -> bool:
    if only_symbol(text):
        return True
    if has_symbol(text):
        return _is_symbolic_principal(text, kind)
    form = {"AWS": _AWS, "Service": _SERVICE, "Federated": _FEDERATED}.get(kind, _CANONICAL)
    return form.fullmatch(text) is not None


def _is_symbolic_principal(text: str, kind: str) -> bool:
    """A text of which part is not known: only a known wildcard can be wrong about it."""
    known = "".join(part for part in split_symbols(text) if isinstance(part, str))
    return kind != "AWS" or not ("*" in known or "?" in known)


def _help(text: str, kind: str) -> str:
    if kind == "AWS":
        if text.isdigit():
            return "an account id has twelve digits"
        if ("*" in text or "?" in text) and text != _ANYONE:
            return "a principal takes no wildcards; use `*` with a condition on `aws:PrincipalArn`"
        if ":group/" in text:
            return "a group cannot be a principal; name users or roles"
        return "an account id, the ARN of a user, role or session, or `*`"
    if kind == "Service":
        return "the name of a service, as in `sagemaker.amazonaws.com`"
    if kind == "Federated":
        return "the ARN of a SAML or OIDC provider, or the provider's host"
    return "a canonical user id has 64 hexadecimal digits"
