"""Folder: pieces of one place as the root module that creates them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ...grants.generate import Generated
from ...iam.policy import PolicyKind
from ...iam.symbol import only_symbol, shown
from ..arn_parts import name_in, path_in
from ..deployment import Deployment
from ..parameter import Parameter
from ..piece import Place
from .carriers import blocks_of
from .expressions import Expressions
from .hcl_text import Block, hcl_text, quoted

_WORD = re.compile(r"[A-Za-z0-9]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Folder:
    """What is in `main.tf`, how many of what, and the variables that it takes."""

    text: str
    contents: str
    takes: tuple[Parameter, ...]


def folder(policies: tuple[Generated, ...], place: Place, deployment: Deployment) -> Folder:
    """The root module that creates these policies, and the roles that have a trust policy."""
    labels = _labels(policies)
    expressions = Expressions(deployment.parameters, _role_labels(policies))
    blocks = [
        block
        for one, label in zip(policies, labels, strict=True)
        for block in _blocks(one, label, expressions, deployment)
    ]
    takes = tuple(expressions.used[name] for name in sorted(expressions.used))
    text = hcl_text((*_settings(place), *map(_variable, takes), *blocks))
    return Folder(text, _contents(blocks), takes)


def _settings(place: Place) -> Iterator[Block]:
    source = {"aws": {"source": quoted("hashicorp/aws")}}
    yield Block("terraform", blocks=(Block("required_providers", (), source),))
    arguments: dict[str, object] = {"region": quoted(place.region)}
    if place.account.isdigit():
        arguments["allowed_account_ids"] = [quoted(place.account)]
    yield Block("provider", ("aws",), arguments)


def _variable(parameter: Parameter) -> Block:
    arguments: dict[str, object] = {"description": quoted(parameter.says), "type": "string"}
    if parameter.default is not None:
        arguments["default"] = quoted(parameter.default)
    return Block("variable", (parameter.snake,), arguments)


def _contents(blocks: Iterable[Block]) -> str:
    kinds: dict[str, int] = {}
    for block in blocks:
        if block.type == "resource":
            kinds[block.labels[0]] = kinds.get(block.labels[0], 0) + 1
    return ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))


_ENDS = {PolicyKind.TRUST: "_trust", PolicyKind.IDENTITY: "_policy"}


def _labels(policies: Iterable[Generated]) -> tuple[str, ...]:
    """A label for the document of each policy, none of them twice."""
    found: list[str] = []
    for one in policies:
        number = f"_{one.part}" if one.part > 1 else ""
        found.append(_unused(f"{_base(one)}{number}{_ENDS.get(one.kind, '')}", found))
    return tuple(found)


def _role_labels(policies: Iterable[Generated]) -> Mapping[str, str]:
    """The labels of the roles that are made, by ARN."""
    found: dict[str, str] = {}
    for one in policies:
        if one.kind is PolicyKind.TRUST:
            found[one.attached_to] = _unused(_base(one), found.values())
    return found


def _unused(label: str, taken: Iterable[str]) -> str:
    known = set(taken)
    number, found = 1, label
    while found in known:
        number += 1
        found = f"{label}_{number}"
    return found


def _base(one: Generated) -> str:
    name = name_in(one.attached_to)
    symbol = only_symbol(name)
    text = symbol.name.rpartition(".")[2] if symbol else shown(name)
    words = [each for word in _WORD.findall(text) for each in _HUMP.split(word)][:20]
    label = "_".join(words).lower()[:120] or "unnamed"
    return f"{one.kind.value}_{label}" if label[0].isdigit() else label


def _blocks(
    one: Generated, label: str, expressions: Expressions, deployment: Deployment
) -> Iterator[Block]:
    if one.kind is PolicyKind.TRUST:
        yield from _role(one, label, expressions, deployment)
    elif one.kind is PolicyKind.IDENTITY:
        yield from _managed(one, label, expressions)
    else:
        yield from blocks_of(one, label, expressions)


def _role(
    one: Generated, label: str, expressions: Expressions, deployment: Deployment
) -> Iterator[Block]:
    yield expressions.document(one, label)
    role = deployment.role(one.attached_to)
    arguments: dict[str, object] = {"name": expressions.text(name_in(one.attached_to))}
    if (path := path_in(one.attached_to)) != "/":
        arguments["path"] = expressions.text(path)
    arguments["assume_role_policy"] = f"data.aws_iam_policy_document.{label}.json"
    if role is not None and role.boundary_arn is not None:
        arguments["permissions_boundary"] = expressions.text(role.boundary_arn.text)
    if role is not None and role.tags.known:
        arguments["tags"] = {
            quoted(key): expressions.text(value) for key, value in role.tags.known.items()
        }
    yield Block("resource", ("aws_iam_role", expressions.roles[one.attached_to]), arguments)


def _managed(one: Generated, label: str, expressions: Expressions) -> Iterator[Block]:
    yield expressions.document(one, label)
    own = expressions.roles.get(one.attached_to)
    who = f"aws_iam_role.{own}.name" if own else expressions.text(name_in(one.attached_to))
    end = f"-least-privilege-{one.part or 1}"
    called = f'"${{{who}}}{end}"' if not who.startswith('"') else f'{who[:-1]}{end}"'
    kind = "user" if ":user/" in one.attached_to else "role"
    document = f"data.aws_iam_policy_document.{label}.json"
    yield Block("resource", ("aws_iam_policy", label), {"name": called, "policy": document})
    attached: Mapping[str, object] = {kind: who, "policy_arn": f"aws_iam_policy.{label}.arn"}
    yield Block("resource", (f"aws_iam_{kind}_policy_attachment", label), attached)
