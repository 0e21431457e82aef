"""Parameters: what only a deployment names, under a name of its own that is the same in every file."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ..graph.access_graph import AccessGraph
from ..iam.symbol import Symbol, has_symbol, only_symbol, shown, symbols_in
from ..services import of_arn, of_type

_WORD = re.compile(r"[A-Za-z0-9]+")
_ROLE_NAME = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value to be given: its `words` make its name in each format; `default` where one can be chosen."""

    symbol: Symbol
    words: tuple[str, ...]
    says: str
    default: str | None = None

    @property
    def camel(self) -> str:
        """The name as CloudFormation writes names: `SharedBucketName`."""
        return "".join(word[:1].upper() + word[1:] for word in self.words)

    @property
    def snake(self) -> str:
        """The name as Terraform writes names: `shared_bucket_name`."""
        apart = (re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", word) for word in self.words)
        name = "_".join(apart).lower()
        return f"value_{name}" if name[:1].isdigit() else name


def parameters_of(texts: Iterable[object], graph: AccessGraph) -> Mapping[Symbol, Parameter]:
    """A parameter for every symbol in these texts (plain values that hold texts)."""
    held = dict(_held(graph))
    symbols = {each for text in texts for each in symbols_in(json.dumps(text, ensure_ascii=False))}
    found: dict[Symbol, Parameter] = {}
    taken: set[str] = set()
    in_use = Counter(_role_names(graph, symbols))
    for symbol in sorted(symbols, key=lambda one: (one.name, one.shape, one.created)):
        bearer = held.get(symbol)
        parameter = _parameter(symbol, bearer)
        if bearer is not None and in_use[bearer.account, parameter.default or ""] > 1:
            parameter = replace(parameter, default=None)
        number = 1
        words = parameter.words
        while parameter.camel.lower() in taken or parameter.snake in taken:
            number += 1
            parameter = replace(parameter, words=(*words, str(number)))
        taken |= {parameter.camel.lower(), parameter.snake}
        found[symbol] = parameter
    return found


def _role_names(graph: AccessGraph, symbols: Collection[Symbol]) -> Iterator[tuple[str, str]]:
    """The names of roles as they would be by default, with their accounts."""
    for role in graph.roles.values():
        symbol = only_symbol(role.name)
        if symbol is None:
            yield role.account, role.name
        elif symbol in symbols:
            yield role.account, _role_name(symbol) or ""


@dataclass(frozen=True, slots=True)
class _Bearer:
    """What is named by a symbol: `kind` in words, whether AWS makes the name, whose it is."""

    kind: str
    account: str
    is_id: bool = False


def _held(graph: AccessGraph) -> Iterator[tuple[Symbol, _Bearer]]:
    for resource in graph.resources.values():
        row = of_arn(resource.arn) or of_type(resource.type)  # a replica of a key is a key
        if (symbol := only_symbol(resource.name)) is not None and row is not None:
            kind = row.name.partition(":")[2]
            yield symbol, _Bearer(kind, resource.account, row.named_by is None)
    for role in graph.roles.values():
        if (symbol := only_symbol(role.name)) is not None:
            yield symbol, _Bearer("user" if ":user/" in role.arn else "role", role.account)


def _parameter(symbol: Symbol, bearer: _Bearer | None) -> Parameter:
    words = tuple(_WORD.findall(symbol.name[:_LONGEST])) or ("Value",)
    what = f"`{shown(str(symbol))[2:-1]}`"
    if bearer is None:
        return Parameter(symbol, words, f"Value of {what}, which looks like `{symbol.shape}`")
    last = bearer.kind.rpartition("-")[2]
    end = "Id" if bearer.is_id else "Name"
    suffix = (end,) if words[-1].lower().endswith(last.lower()) else (last.capitalize(), end)
    account = "" if has_symbol(bearer.account) else f" in account {bearer.account}"
    says = f"{end} of the {bearer.kind} {what}{account}"
    default = _role_name(symbol) if bearer.kind == "role" else None
    return Parameter(symbol, (*words, *suffix), says, default)


def _role_name(symbol: Symbol) -> str | None:
    """A name that the role may have: what CloudFormation would have called it, without what it draws by lot."""
    name = symbol.shape.removesuffix("-*")[:64]
    return name if _ROLE_NAME.fullmatch(name) else None
