"""The principals of an account as they were collected, each at a place of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ...graph.link import AWS_MANAGED
from ...read import read_value
from ...snapshot.rows import Document
from ...span import Address, Node, Source, Span

DETAILS = "iam:authorization-details"
_LISTS = {
    "RoleDetailList": ("iam:role", "RoleName"),
    "UserDetailList": ("iam:user", "UserName"),
    "GroupDetailList": ("iam:group", "GroupName"),
    "Policies": ("iam:policy", "PolicyName"),
}
_DOCUMENTS = frozenset({"AssumeRolePolicyDocument", "PolicyDocument", "Document"})
OPERATION = "get_account_authorization_details"


class Details:
    """Reads authorization details. What AWS manages is the same in every account, and read once."""

    def __init__(self) -> None:
        self._of_aws: dict[tuple[str, str], Node] = {}

    def node(self, documents: Iterable[Document], account: str, source: Source) -> Node:
        """The details as a document whose parts know where they are: `…/iam:role/deploy`."""
        at = Span(source, (Address(f"{account}/global/{DETAILS}"),))
        lists: dict[str, list[Node]] = {name: [] for name in _LISTS}
        for document in documents:
            answer = document.record.get(OPERATION)
            held: Mapping[str, object] = answer if isinstance(answer, Mapping) else {}
            for name, found in lists.items():
                found.extend(self._list(name, held.get(name), account, source))
        return Node({name: Node(tuple(each), at) for name, each in lists.items()}, at)

    def _list(self, name: str, items: object, account: str, source: Source) -> tuple[Node, ...]:
        known = items if isinstance(items, Sequence) and not isinstance(items, str) else ()
        return tuple(self._item(name, item, account, source) for item in known)

    def _item(self, name: str, item: object, account: str, source: Source) -> Node:
        kind, named = _LISTS[name]
        held: Mapping[str, object] = item if isinstance(item, Mapping) else {}
        arn = str(held.get("Arn", ""))
        # The ARN tells the name as well.
        held = {named: arn.rpartition("/")[2], **held}
        if ":iam::aws:" in arn:
            return self._managed(arn, held)
        route = (Address(f"{account}/global/{kind}/{held[named]}"),)
        return read_value(held, source, route, _DOCUMENTS)

    def _managed(self, arn: str, policy: Mapping[str, object]) -> Node:
        """A policy that AWS manages, said to be one: nobody here can edit it."""
        key = (arn, str(policy.get("DefaultVersionId", "")))
        if key not in self._of_aws:
            self._of_aws[key] = read_value(policy, Source(f"{arn}{AWS_MANAGED}", ""))
        return self._of_aws[key]
