"""`aws_iam_policy_document`: blocks joined into the policy document that its `json` is.

Reference: registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..errors import InputError
from ..span import Node
from .instance import Instance
from .value import JSON, as_text, document_of, unknown_in

_LISTS = {
    "actions": "Action",
    "not_actions": "NotAction",
    "resources": "Resource",
    "not_resources": "NotResource",
}


def document(instance: Instance) -> Node:
    """The policy document, as the structure its JSON has."""
    statements: list[Node] = []
    for argument in ("source_json", "source_policy_documents"):
        for each in _documents(instance, argument):
            statements.extend(each)
    own = instance.ask("statement")
    for item in own.items if own is not None else ():
        _put(statements, _statement(item))
    for argument in ("override_json", "override_policy_documents"):
        for each in _documents(instance, argument):
            for statement in each:
                _put(statements, statement)
    at = instance.span
    version = instance.ask("version")
    members = {
        "Version": version if version is not None and version.text else Node("2012-10-17", at),
        "Statement": Node(tuple(statements), at),
    }
    id = instance.ask("policy_id")
    if id is not None and id.text:
        members["Id"] = id
    return Node(members, at, JSON)


def _put(statements: list[Node], statement: Node) -> None:
    """Add a statement; one with the Sid of another takes its place."""
    sid = statement.get("Sid")
    for index, known in enumerate(statements):
        other = known.get("Sid")
        if sid is not None and sid.text and other is not None and other.text == sid.text:
            statements[index] = statement
            return
    statements.append(statement)


def _documents(instance: Instance, argument: str) -> Iterator[tuple[Node, ...]]:
    """The statements of each document of a list; what is not known stands for itself."""
    given = instance.ask(argument)
    for item in given.items if given is not None and given.tag != JSON else filter(None, (given,)):
        if item.value is None or not (as_text(item) or "").strip():
            continue
        found = document_of(item)
        inner = found.get("Statement")
        if unknown_in(found) is not None:
            yield (found,)
        elif inner is None:
            raise InputError(
                f"`{argument}` of `{instance.address}` is no policy document",
                at=item.span,
                help="it is a list of JSON texts, each with `Statement`",
            )
        else:
            yield inner.items


def _statement(block: Node) -> Node:
    """A `statement` block as a statement; one that nobody knows is left as it is."""
    if unknown_in(block) is not None:
        return block
    effect = block.get("effect")
    members = {
        "Effect": effect if effect is not None and effect.text else Node("Allow", block.span)
    }
    sid = block.get("sid")
    if sid is not None and sid.text:
        members["Sid"] = sid
    for argument, element in _LISTS.items():
        given = block.get(argument)
        if given is not None and given.items:
            members[element] = _written(given)
    for argument, element in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
        given = block.get(argument)
        if given is not None and given.items:
            members[element] = _principals(given)
    conditions = block.get("condition")
    if conditions is not None and conditions.items:
        members["Condition"] = _conditions(conditions)
    return Node(members, block.span, keys={key: node.span for key, node in members.items()})


def _principals(given: Node) -> Node:
    """`type` and `identifiers`; the type `*` is `Principal: "*"`, as is every type of it."""
    if unknown_in(given) is not None:
        return given
    kinds: dict[str, Node] = {}
    for item in given.items:
        if unknown_in(item) is not None:
            return item
        kind, names = _member(item, "type"), _member(item, "identifiers")
        if kind.text == "*":
            return Node("*", item.span)
        text = kind.text or ""
        known = kinds[text].items if text in kinds else ()
        kinds[text] = Node((*known, *_written(names).items), names.span)
    return Node(kinds, given.span, keys={key: node.span for key, node in kinds.items()})


def _conditions(given: Node) -> Node:
    """`test`, `variable`, `values`; the values of one test of one variable stand together."""
    if unknown_in(given) is not None:
        return given
    found: dict[str, dict[str, Node]] = {}
    for item in given.items:
        if unknown_in(item) is not None:
            return item
        test, variable, values = (_member(item, name) for name in ("test", "variable", "values"))
        keys = found.setdefault(test.text or "", {})
        name = (variable.text or "").replace("&{", "${")
        known = keys[name].items if name in keys else ()
        keys[name] = Node((*known, *_written(values).items), item.span)
    operators = {
        operator: Node(keys, given.span, keys={key: node.span for key, node in keys.items()})
        for operator, keys in found.items()
    }
    return Node(operators, given.span, keys=dict.fromkeys(operators, given.span))


def _member(block: Node, name: str) -> Node:
    found = block.get(name)
    if found is None or found.value is None:
        raise InputError(
            f"a block of a policy document has no `{name}`",
            at=block.span,
            help="`principals` has `type` and `identifiers`;"
            " `condition` has `test`, `variable` and `values`",
        )
    return found


def _written(node: Node) -> Node:
    """Texts as the policy has them: `&{…}` is how Terraform writes a policy variable."""
    if isinstance(node.value, tuple):
        return replace(node, value=tuple(map(_written, node.value)))
    if isinstance(node.value, str) and "&{" in node.value:
        return replace(node, value=node.value.replace("&{", "${"))
    return node
