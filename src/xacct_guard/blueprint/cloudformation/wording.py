"""Wording: texts with symbols become calls of CloudFormation's functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ...grants.generate import Generated
from ...iam.policy import PolicyKind
from ...iam.symbol import Symbol, has_symbol, shown, split_symbols
from ...span import Node
from ..parameter import Parameter
from ..reasons import reasons
from .call import Call, Noted, arn_of, ref


@dataclass(frozen=True, slots=True)
class Wording:
    """How a template writes texts.

    `roles` and `others` are the logical ids of what the template itself makes, by ARN; `ids` those by the
    symbol that is their id. `used` collects the parameters that stand for anything else. What has a default
    is written as that where everything is `by_default`.
    """

    parameters: Mapping[Symbol, Parameter]
    roles: Mapping[str, str]
    others: Mapping[str, str]
    ids: Mapping[Symbol, str]
    used: dict[str, Parameter] = field(default_factory=dict)
    by_default: bool = False

    def without(self, arn: str) -> Wording:
        """The wording inside the resource of this ARN, which cannot refer to itself."""
        own = self.others.get(arn)
        ids = {symbol: name for symbol, name in self.ids.items() if name != own}
        others = {each: name for each, name in self.others.items() if name != own}
        return replace(self, ids=ids, others=others)

    def document(self, policy: Generated) -> object:
        """A policy document, each statement with a comment that says what needs it."""
        told = self._at(policy)
        statements = [
            Noted(told.statement(line.written), tuple(reasons(line))) for line in policy.lines
        ]
        return {"Version": policy.document["Version"], "Statement": statements}

    def _at(self, policy: Generated) -> Wording:
        """In a policy that somebody may wait for, roles are waited for as principals alone.

        A condition names them by text: it may name those that wait for this one.
        """
        return self if policy.kind is PolicyKind.IDENTITY else _Named.of(self)

    def statement(self, written: Mapping[str, object]) -> object:
        """A statement as values of a template."""
        return {name: self.value(each) for name, each in written.items()}

    def value(self, value: object) -> object:
        """Plain values, or nodes, with their texts as CloudFormation has to be told them."""
        if isinstance(value, Node):
            return self.value(value.value)
        if isinstance(value, Mapping):
            return {shown(str(key)): self.value(each) for key, each in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.value(each) for each in value]
        return self.text(value) if isinstance(value, str) else value

    def text(self, text: str) -> str | Call:
        """One text: a call where it holds what only the deployment names."""
        own = self.roles.get(text) or self.others.get(text)
        if own is not None:
            return arn_of(own)
        text = self._by_default(text) if self.by_default else text
        if not has_symbol(text):
            return text
        parts = split_symbols(text)
        names = [self._name(part) if isinstance(part, Symbol) else part for part in parts]
        if len(parts) == 1:
            return ref(names[0])
        return Call(
            "Sub",
            "".join(
                f"${{{name}}}" if isinstance(part, Symbol) else name.replace("${", "${!")
                for part, name in zip(parts, names, strict=True)
            ),
        )

    def _by_default(self, text: str) -> str:
        """The text, in which what has a default is that."""
        defaults = (
            (part, self.parameters[part].default if isinstance(part, Symbol) else None)
            for part in split_symbols(text)
        )
        return "".join(str(part) if default is None else default for part, default in defaults)

    def _name(self, symbol: Symbol) -> str:
        if (own := self.ids.get(symbol)) is not None:
            return own
        parameter = self.parameters[symbol]
        self.used[parameter.camel] = parameter
        return parameter.camel


class _Named(Wording):
    """The wording of a trust or resource policy."""

    __slots__ = ()

    @classmethod
    def of(cls, one: Wording) -> _Named:
        return cls(one.parameters, one.roles, one.others, one.ids, one.used, one.by_default)

    def statement(self, written: Mapping[str, object]) -> object:
        """A statement, in which roles of the template are referred to as principals alone."""
        by_text = replace(self, roles={})
        return {
            name: self.value(each) if name == "Principal" else by_text.value(each)
            for name, each in written.items()
        }
