"""A change as text to paste: things of the same template by reference, other symbols by name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ..graph.access_graph import AccessGraph
from ..graph.model import Resource, Role
from ..iam.symbol import has_symbol, shown
from ..read import read
from ..services import of_type
from ..span import Source, Span
from .change import Change

Made = Role | Resource
_WORD = re.compile(r"[A-Za-z0-9]+")
_WHOLE = re.compile(r"\$\{(\w+)(\.Arn)?\}")


def text_of(change: Change, graph: AccessGraph) -> str:
    """The statement, or the elements of one, as indented JSON."""
    template = _template_of(change.to, change.at, graph)
    return json.dumps(_put(change.written, template), indent=2, ensure_ascii=False)


def put_in(value: object, change: Change, graph: AccessGraph) -> object:
    """The value as a template says it: by references where it makes the things itself, else with symbols."""
    return referred(value, change.to, change.at, graph)


def referred(value: object, to: str, at: Span | None, graph: AccessGraph) -> object:
    """The same for the policy of what has the ARN `to`, at a place of the template that makes it."""
    return _put(value, replace(_template_of(to, at, graph), is_for_machines=True))


def _put(value: object, template: _Template) -> object:
    if isinstance(value, Mapping):
        return {key: _put(item, template) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_put(item, template) for item in value]
    return template.reference(value) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class _Template:
    """What a CloudFormation template makes: `arns` and `names`, each with what Sub writes for it."""

    arns: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    is_for_machines: bool = False

    def reference(self, text: str) -> object:
        """A Sub of what the same template makes; else the text as a person reads it."""
        if text in self.arns:
            return (
                _reference(self.arns[text])
                if self.is_for_machines
                else {"Fn::Sub": self.arns[text]}
            )
        put = text
        for name, reference in self.names.items():
            put = put.replace(name, reference)
        if put == text or has_symbol(put):
            return text if self.is_for_machines else shown(text)
        return _reference(put) if self.is_for_machines else {"Fn::Sub": put}


def _reference(put: str) -> object:
    """`!GetAtt`, where a Sub would hold nothing else."""
    whole = _WHOLE.fullmatch(put)
    if whole is None:
        return {"Fn::Sub": put}
    return {"Fn::GetAtt": [whole[1], "Arn"]} if whole[2] else {"Ref": whole[1]}


def _template_of(to: str, at: Span | None, graph: AccessGraph) -> _Template:
    """The template that holds the place of the change; empty where it is in none."""
    owner = graph.roles.get(to) or graph.resources.get(to)
    if owner is None or not _is_in_template(owner.span) or at is None:
        return _Template()
    if at.source != owner.span.source:
        return _Template()
    made = tuple(_made_with(owner, at, graph))
    return _Template(
        arns={each.arn: f"${{{_logical(each)}.Arn}}" for each in made if _has_arn(each)},
        names={each.name: f"${{{_logical(each)}}}" for each in made if _is_named_by_ref(each)},
    )


def _made_with(owner: Made, at: Span, graph: AccessGraph) -> Iterator[Made]:
    """What the owner's stack makes and names itself, but for what waits for the place of the change.

    CloudFormation refuses resources that refer to each other in a circle.
    """
    stack, here = owner.place.partition("/")[0], str(at.route[1])
    mentions = _mentions(at.source.name, at.source.text)
    for each in graph.in_stack(stack):
        if (
            _is_in_template(each.span)
            and has_symbol(each.name)
            and here not in _reached(_logical(each), mentions)
        ):
            yield each


@lru_cache(maxsize=8)
def _mentions(name: str, text: str) -> Mapping[str, frozenset[str]]:
    """For each resource of a template, the logical ids that its body may refer to."""
    # What is written twice is a failure already: it is told where the template is loaded.
    resources = read(Source(name, text), [], None).get("Resources")
    members = resources.mapping if resources else {}
    return {
        logical: frozenset(
            word
            for node in body.walk()
            for word in _WORD.findall(node.text or "")
            if word in members
        )
        for logical, body in members.items()
    }


def _reached(start: str, mentions: Mapping[str, frozenset[str]]) -> set[str]:
    """What a resource refers to, by way of others as well, and the resource itself."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        if (logical := waiting.pop()) not in seen:
            seen.add(logical)
            waiting.extend(mentions.get(logical, ()))
    return seen


def _logical(made: Made) -> str:
    return made.place.partition("/")[2]


def _has_arn(made: Made) -> bool:
    row = of_type(made.type) if isinstance(made, Resource) else None
    return isinstance(made, Role) or (row is not None and "Arn" in row.attributes)


def _is_named_by_ref(made: Made) -> bool:
    row = of_type(made.type) if isinstance(made, Resource) else None
    return isinstance(made, Role) or (row is not None and row.ref == "name")


def _is_in_template(span: Span) -> bool:
    return span.route[:1] == ("Resources",)
