"""Expressions: texts with symbols become references and templates of Terraform."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ...grants.document import Line
from ...grants.generate import Generated
from ...iam.policy import PolicyKind
from ...iam.symbol import Symbol, has_symbol, only_symbol, split_symbols
from ..parameter import Parameter
from ..reasons import reasons
from .hcl_text import Block, escaped, quoted

_LISTS = {
    "Action": "actions",
    "NotAction": "not_actions",
    "Resource": "resources",
    "NotResource": "not_resources",
}


@dataclass(frozen=True, slots=True)
class Expressions:
    """How a folder writes texts.

    `roles` are the labels of the roles that it makes, by ARN; `used` collects the variables.
    """

    parameters: Mapping[Symbol, Parameter]
    roles: Mapping[str, str]
    used: dict[str, Parameter] = field(default_factory=dict)

    def text(self, text: str) -> str:
        """One text as an expression."""
        if (label := self.roles.get(text)) is not None:
            return f"aws_iam_role.{label}.arn"
        if not has_symbol(text):
            return quoted(text)
        if (symbol := only_symbol(text)) is not None:
            return self._variable(symbol)
        return f'"{"".join(map(self._part, split_symbols(text)))}"'

    def _part(self, part: str | Symbol) -> str:
        if isinstance(part, Symbol):
            return f"${{{self._variable(part)}}}"
        return escaped(part.replace("${", "$${").replace("%{", "%%{"))

    def _variable(self, symbol: Symbol) -> str:
        parameter = self.parameters[symbol]
        self.used[parameter.snake] = parameter
        return f"var.{parameter.snake}"

    def document(self, policy: Generated, label: str) -> Block:
        """The data source that makes the policy, each statement with a comment that says what needs it."""
        by_text = replace(self, roles={})
        elsewhere = self if policy.kind is PolicyKind.IDENTITY else by_text
        return Block(
            "data",
            ("aws_iam_policy_document", label),
            blocks=tuple(self._statement(line, elsewhere) for line in policy.lines),
        )

    def _statement(self, line: Line, elsewhere: Expressions) -> Block:
        """A statement; in policies that others wait for, roles are references as principals alone."""
        written = line.written
        arguments: dict[str, object] = {"sid": quoted(line.sid), "effect": quoted(_effect(line))}
        for element, argument in _LISTS.items():
            if element in written:
                arguments[argument] = [
                    elsewhere.in_policy(each) for each in _listed(written[element])
                ]
        blocks = (
            *self._principals("principals", written.get("Principal")),
            *elsewhere.conditions(written.get("Condition")),
        )
        return Block("statement", (), arguments, blocks, tuple(reasons(line)))

    def in_policy(self, text: str) -> str:
        """A text of a policy document, where `&{` begins a variable of policies.

        The page of the data source: `&{` stands for the `${` of policies.
        """
        return self.text(text.replace("${", "&{"))

    def _principals(self, name: str, written: object) -> Iterator[Block]:
        told = written if isinstance(written, Mapping) else {"*": written} if written else {}
        for of, who in told.items():
            names = [self.in_policy(each) for each in _listed(who)]
            yield Block(name, (), {"type": quoted(of), "identifiers": names})

    def conditions(self, written: object) -> Iterator[Block]:
        """The blocks of the conditions of a statement."""
        for operator, keys in written.items() if isinstance(written, Mapping) else ():
            for key, values in keys.items():
                arguments = {
                    "test": quoted(operator),
                    "variable": self.in_policy(key),
                    "values": [self.in_policy(each) for each in _listed(values)],
                }
                yield Block("condition", (), arguments)


def _effect(line: Line) -> str:
    return str(line.written["Effect"])


def _listed(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(map(str, value)) if isinstance(value, (list, tuple)) else ()
