"""Elements: the edits by which a statement, a policy or a resource says less, or more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..finding import Add, Edit, Put, Take
from ..iam.arn import Arn
from ..iam.policy import Policy, Statement, Written
from ..span import Span
from .edited import splices_of
from .respelled import alike
from .standing import is_known, standing

_KINDS = ("AWS", "Service", "Federated")


def taken_out(*places: Span) -> tuple[Edit, ...]:
    """Without these: items of lists, members of mappings."""
    return tuple(map(Take, dict.fromkeys(places)))


def withdrawn(statement: Statement) -> tuple[Edit, ...]:
    """The policy without the statement."""
    return taken_out(statement.span) if _is_of_a_policy(statement) else ()


def _is_of_a_policy(statement: Statement) -> bool:
    """Is it written as one, and not by the properties of a resource that stands for it?"""
    return "Statement" in statement.span.route


def left_out(statement: Statement, entries: Iterable[Written]) -> tuple[Edit, ...]:
    """The statement without entries; none of it where nothing would be left of an element that grants."""
    if not _is_of_a_policy(statement):
        return ()
    gone = {entry.span for entry in entries}
    edits: list[Edit] = []
    for kind, held in _elements(statement):
        out = [entry for entry in held if entry.span in gone]
        whole = _whole(kind, statement) if out and len(out) == len(held) else None
        if len({entry.span for entry in out}) < len(out) or (
            len(out) == len(held) and whole is None and out
        ):
            return ()
        edits += taken_out(whole) if whole else taken_out(*(entry.span for entry in out))
    wholly = Take(statement.span)
    if wholly in edits:
        return (wholly,) if splices_of((wholly,)) else ()
    return tuple(edits)


def _elements(statement: Statement) -> Iterator[tuple[str, tuple[Written, ...]]]:
    yield "Action", statement.actions
    yield "NotAction", statement.not_actions
    yield "Resource", statement.resources
    yield "NotResource", statement.not_resources
    named = statement.principals
    if named is not None:
        yield "AWS", named.aws
        yield "Service", named.service
        yield "Federated", named.federated


def _whole(kind: str, statement: Statement) -> Span | None:
    """What goes with the last entry of an element; None where it would say something else without."""
    if kind.startswith("Not") or statement.not_principals is not None:
        return None
    others = [held for name, held in _elements(statement) if name in _KINDS and name != kind]
    if kind not in _KINDS or not any(others):
        return statement.span
    found = standing(statement.span)
    return found.place("Principal", kind) if found and found.node.get("Principal", kind) else None


def named_instead(
    statement: Statement, entry: Written, principals: Iterable[str]
) -> tuple[Edit, ...]:
    """The statement, with these principals in the place of one."""
    values = [alike(entry, each) for each in principals]
    found = standing(statement.span)
    if not values or None in values or found is None or not _is_of_a_policy(statement):
        return ()
    first, *others = values
    if others and found.node.get("Principal", "AWS") is None:
        return ()
    to = found.place("Principal", "AWS")
    return (Put(entry.span, first), *(Add(to, each) for each in others))


def wholly_named(statement: Statement, users: Mapping[str, Iterable[str]]) -> tuple[Edit, ...]:
    """The statement, with roles in the place of the accounts they are of; none where one has no roles."""
    edits: list[Edit] = []
    for entry in statement.principals.aws if statement.principals else ():
        arn = Arn.parse(entry.text)
        account = arn.account if arn and arn.resource == "root" else entry.text
        if account in users:
            named = named_instead(statement, entry, sorted(users[account]))
            if not named:
                return ()
            edits += named
    return tuple(edits)


def widened(statement: Statement, element: str, *values: object) -> tuple[Edit, ...]:
    """The statement with more entries in an element that it has."""
    found = standing(statement.span)
    if found is None or found.node.get(element) is None or not _is_of_a_policy(statement):
        return ()
    return tuple(Add(found.place(element), each) for each in values if is_known(each))


def appended(policy: Policy | None, *statements: object) -> tuple[Edit, ...]:
    """The policy with more statements."""
    written = policy.document.get("Statement") if policy and policy.document else None
    if written is None or not all(map(is_known, statements)):
        return ()
    return tuple(Add(written.span, each) for each in statements)


def with_property(resource: Span, name: str, value: object) -> tuple[Edit, ...]:
    """A resource of a template with a property that it does not have."""
    found = standing(resource)
    if found is None or resource.route[:1] != ("Resources",) or len(resource.route) != 2:
        return ()
    if not found.node.mapping or found.node.tag is not None or not is_known(value):
        return ()
    held = found.node.mapping.get("Properties")
    if held is None:
        return (Add(resource, {name: value}, "Properties"),)
    is_open = held.tag is None and bool(held.mapping) and name not in held.mapping
    return (Add(held.span, value, name),) if is_open else ()


def set_at(resource: Span, held: Span | None, value: str, *names: str) -> tuple[Edit, ...]:
    """A resource of a template with a value where its property says another, or says nothing yet.

    `names` lead to the value from the resource's properties on; `[]` stands for a list of one.
    """
    if held is not None:
        found = standing(held)
        is_text = found is not None and found.node.tag is None and found.node.text is not None
        return (Put(held, value),) if is_text else ()
    nested: object = value
    for name in reversed(names[1:]):
        nested = [nested] if name == "[]" else {name: nested}
    return with_property(resource, names[0], nested)


def detached(at: Span) -> tuple[Edit, ...]:
    """A role without the managed policy that stands in its list."""
    return taken_out(at) if at.route[-2:-1] == ("ManagedPolicyArns",) else ()
