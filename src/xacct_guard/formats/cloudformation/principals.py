"""Roles and users of a template, with every policy that the template gives them.

Reference: AWSCloudFormation/latest/TemplateReference/AWS_IAM.html and the pages of its types.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ...graph.link import managed_or_unread
from ...graph.model import Attached, ManagedPolicy, Role
from ...graph.tags import Tags
from ...iam.policy import Policy, PolicyKind, Written
from ...iam.symbol import shown, symbols_in
from ...iam.truth import Truth
from ...span import Span
from . import attributes
from .conditions import equal_texts
from .policies import doubt, doubted, open_value, policy_of, unreadable
from .stack import Stack
from .template import CARRIED_OUT, Declaration

_MANAGED = "AWS::IAM::ManagedPolicy"
_JOINING = "AWS::IAM::UserToGroupAddition"
_DECLARED = {"role": "AWS::IAM::Role", "user": "AWS::IAM::User", "group": "AWS::IAM::Group"}
_LISTS = {"Roles": "role", "Users": "user", "Groups": "group"}
_ATTACHING: Mapping[str, Mapping[str, str]] = {
    "AWS::IAM::Policy": _LISTS,
    _MANAGED: _LISTS,
    "AWS::IAM::RolePolicy": {"RoleName": "role"},
    "AWS::IAM::UserPolicy": {"UserName": "user"},
    "AWS::IAM::GroupPolicy": {"GroupName": "group"},
}


@dataclass(frozen=True, slots=True)
class _Who:
    """A role, user or group, by kind and name."""

    kind: str
    name: str


@dataclass(slots=True)
class _Held:
    """What one principal has: policies, ARNs of policies held elsewhere, what is missing."""

    policies: list[Policy] = field(default_factory=list)
    managed: list[Written] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    attachments: list[ManagedPolicy] = field(default_factory=list)

    def take(self, policy: Policy | None, missing: str) -> None:
        """Have a policy; or lack it, when it could not be read."""
        if policy is None:
            self.absent.append(missing)
        elif policy not in self.policies:
            self.policies.append(policy)

    def take_all(self, other: _Held) -> None:
        """Have what another has, too."""
        for policy in other.policies:
            self.take(policy, "")
        self.managed += [arn for arn in other.managed if arn not in self.managed]
        self.absent += other.absent
        self.attachments += other.attachments


class Principals:
    """The roles and users of a stack, and the policies it attaches to those of other documents."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._documents: dict[tuple[str, PolicyKind], Policy | None] = {}

    def roles(self) -> Iterator[Role]:
        """Roles and users."""
        for who, declaration in self._declared.items():
            if who.kind != "group":
                yield self._role(who, declaration)

    def attached(self) -> Iterator[Attached]:
        """Managed policies under their own ARNs; what groups have, and principals declared elsewhere."""
        for arn, declaration in self._managed.items():
            yield self._attached(arn, declaration)
        for who, declaration in self._declared.items():
            if who.kind == "group":
                yield from self._of_group(who, declaration)
        for who, declaration in self._attachments:
            row = attributes.row_of(_DECLARED[who.kind])
            if who not in self._declared and row is not None:
                arn = attributes.arn_of_name(self._stack, row, who.name)
                yield self._attached(arn, declaration)
        yield from self._of_joined()

    def _of_group(self, who: _Who, declaration: Declaration) -> Iterator[Attached]:
        """What a group has, whether or not somebody is in it."""
        arn = self._stack.attribute(declaration.logical, "Arn", declaration.span).text or ""
        for policy in _whole(self._held(who, declaration), declaration.span):
            yield Attached(arn, policy, declaration.span)

    def _of_joined(self) -> Iterator[Attached]:
        """What users who are declared elsewhere have by groups that they are put into here."""
        row = attributes.row_of(_DECLARED["user"])
        for addition in self._existing(_JOINING) if row is not None else ():
            held = _Held()
            for group in self._texts(addition, "GroupName"):
                self._take_group(held, _Who("group", group.text))
            for user in self._texts(addition, "Users"):
                if row is None or _Who("user", user.text) in self._declared:
                    continue
                arn = attributes.arn_of_name(self._stack, row, user.text)
                for policy in _whole(held, user.span):
                    given = doubted(policy, doubt(self._stack, addition))
                    yield Attached(arn, given, addition.span)

    def _attached(self, arn: str, declaration: Declaration) -> Attached:
        policy = self._document(declaration)
        name = declaration.logical
        found = policy or unreadable(PolicyKind.IDENTITY, name, declaration.span)
        return Attached(arn, found, declaration.span)

    def _role(self, who: _Who, declaration: Declaration) -> Role:
        stack, logical = self._stack, declaration.logical
        held = self._held(who, declaration)
        reason = doubt(stack, declaration)
        boundary, boundary_arn = self._boundary(declaration)
        absent = ", ".join(dict.fromkeys(filter(None, (reason, *held.absent))))
        path = stack.property(declaration, "Path")
        return Role(
            arn=stack.attribute(logical, "Arn", declaration.span).text or "",
            account=stack.placement.account,
            name=who.name,
            path=(path.text if path else None) or "/",
            span=declaration.span,
            trust=self._trust(declaration, reason) if who.kind == "role" else None,
            identity=tuple(held.policies),
            boundary=boundary,
            held=not absent,
            absent=absent or None,
            place=f"{stack.label}/{logical}",
            managed=tuple(held.managed),
            boundary_arn=boundary_arn,
            tags=self._tags(declaration, reason),
            attachments=tuple(held.attachments),
            retained=self._retained(who, declaration),
        )

    def _retained(self, who: _Who, declaration: Declaration) -> tuple[Policy, ...] | None:
        """What stays if the stack goes: what the role or user itself names, and what is retained as well.

        https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
        """
        if not self._stays(declaration):
            return None
        kept = _Held()
        self._take_inline(kept, declaration)
        self._take_managed(kept, declaration)
        for other, attached in self._attachments:
            if other == who and self._stays(attached):
                kept.take(self._document(attached), "")
        return tuple(kept.policies)

    def _stays(self, declaration: Declaration) -> bool:
        if declaration.deletion is None:
            return False
        deletion = self._stack.resolve(declaration.deletion) or declaration.deletion
        return (deletion.text or "").startswith("Retain")

    def _tags(self, declaration: Declaration, reason: str | None) -> Tags:
        """The tags of the resource; a macro may give it more, as that of serverless functions does."""
        may_add = set(self._stack.template.macros).difference(CARRIED_OUT)
        whole = reason is None and not may_add
        return Tags.read(self._stack.property(declaration, "Tags"), whole=whole)

    def _trust(self, declaration: Declaration, reason: str | None) -> Policy:
        document = self._stack.property(declaration, "AssumeRolePolicyDocument")
        name, at = f"trust policy of {declaration.logical}", declaration.span
        policy = policy_of(self._stack, document, PolicyKind.TRUST, name, at)
        return doubted(policy or unreadable(PolicyKind.TRUST, name, at), reason)

    def _boundary(self, declaration: Declaration) -> tuple[Policy | None, Written | None]:
        written = self._stack.property(declaration, "PermissionsBoundary")
        if written is None or written.text is None:
            return None, None
        if (managed := self._managed.get(written.text)) is None:
            return None, Written(written.text, written.span)
        policy = self._document(managed, PolicyKind.BOUNDARY)
        return policy or unreadable(PolicyKind.BOUNDARY, managed.logical, managed.span), None

    def _held(self, who: _Who, declaration: Declaration) -> _Held:
        """Everything that a role, user or group is given in this template."""
        held = _Held()
        self._take_inline(held, declaration)
        self._take_managed(held, declaration)
        for other, attached in self._attachments:
            if other == who:
                held.take(self._document(attached), _unread(attached.logical))
            elif (reason := _choice(other, who)) and (policy := self._document(attached)):
                held.take(doubted(policy, reason), "")
        for group in self._groups_of(who, declaration):
            self._take_group(held, group)
        return held

    def _take_group(self, held: _Held, group: _Who) -> None:
        if (found := self._declared.get(group)) is not None:
            held.take_all(self._held(group, found))
        else:
            held.absent.append(f"policies of group {shown(group.name)}")

    def _take_inline(self, held: _Held, declaration: Declaration) -> None:
        listed = self._stack.property(declaration, "Policies")
        for item in listed.items if listed else ():
            named = item.mapping.get("PolicyName")
            name = shown(named.text or "") if named else declaration.logical
            document = item.mapping.get("PolicyDocument") or (item if open_value(item) else None)
            policy = policy_of(self._stack, document, PolicyKind.IDENTITY, name, item.span)
            held.take(policy, _unread(name))

    def _take_managed(self, held: _Held, declaration: Declaration) -> None:
        for arn in self._texts(declaration, "ManagedPolicyArns"):
            if (managed := self._managed.get(arn.text)) is None:
                held.managed.append(arn)
                continue
            policy = self._document(managed)
            held.take(policy, _unread(managed.logical))
            if policy is not None:
                held.attachments.append(ManagedPolicy(policy, arn.span))

    def _groups_of(self, who: _Who, declaration: Declaration) -> Iterator[_Who]:
        if who.kind != "user":
            return
        for group in self._texts(declaration, "Groups"):
            yield _Who("group", group.text)
        for addition in self._existing(_JOINING):
            if who.name in (user.text for user in self._texts(addition, "Users")):
                for group in self._texts(addition, "GroupName"):
                    yield _Who("group", group.text)

    def _document(
        self, declaration: Declaration, kind: PolicyKind = PolicyKind.IDENTITY
    ) -> Policy | None:
        """The document of a policy that is a resource; None when it is malformed."""
        key = (declaration.logical, kind)
        if key not in self._documents:
            document = self._stack.property(declaration, "PolicyDocument")
            at = declaration.span
            policy = policy_of(self._stack, document, kind, declaration.logical, at)
            reason = doubt(self._stack, declaration)
            self._documents[key] = doubted(policy, reason) if policy else None
        return self._documents[key]

    @cached_property
    def _declared(self) -> Mapping[_Who, Declaration]:
        return {
            _Who(kind, self._name(declaration)): declaration
            for kind, type_name in _DECLARED.items()
            for declaration in self._existing(type_name)
        }

    @cached_property
    def _managed(self) -> Mapping[str, Declaration]:
        """The managed policies of this template, by ARN."""
        return {
            self._stack.value_of(declaration, None, declaration.span).text or "": declaration
            for declaration in self._existing(_MANAGED)
        }

    @cached_property
    def _attachments(self) -> tuple[tuple[_Who, Declaration], ...]:
        """Which policy resource goes to which role, user or group."""
        return tuple(
            (_Who(kind, name.text), declaration)
            for type_name, targets in _ATTACHING.items()
            for declaration in self._existing(type_name)
            for target, kind in targets.items()
            for name in self._texts(declaration, target)
        )

    def _existing(self, type: str) -> Iterable[Declaration]:
        """The resources of a type that are made, or may be."""
        return [
            declaration
            for declaration in self._stack.template.resources.values()
            if declaration.type == type and self._stack.exists(declaration) is not Truth.NO
        ]

    def _name(self, declaration: Declaration) -> str:
        return self._stack.value_of(declaration, None, declaration.span).text or ""

    def _texts(self, declaration: Declaration, name: str) -> Iterator[Written]:
        """The texts of a property that is a text or a list of them."""
        listed = self._stack.property(declaration, name)
        for item in listed.items if listed else ():
            if item.text is not None:
                yield Written(item.text, item.span)
            else:
                message = f"`{name}` of `{declaration.logical}` must be text"
                self._stack.fail(message, item.span)


def _choice(named: _Who, who: _Who) -> str | None:
    """The open condition that chooses whether the one named is this one."""
    if named.kind != who.kind or equal_texts(named.name, who.name) is not Truth.UNKNOWN:
        return None
    names = (symbol.name for symbol in symbols_in(named.name))
    return next((name for name in names if name.startswith("condition ")), None)


def _whole(held: _Held, at: Span) -> Iterator[Policy]:
    """Every policy that is had, and one that says nothing for each of which nobody knows."""
    yield from held.policies
    for arn in held.managed:
        yield managed_or_unread(arn)
    for name in held.absent:
        yield Policy(PolicyKind.IDENTITY, name, (), at, unresolved=name)


def _unread(name: str) -> str:
    return f"policy {name}, which could not be read"
