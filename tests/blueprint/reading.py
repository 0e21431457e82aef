"""What the written files say, read by the readers of the program itself, with every parameter given."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from xacct_guard.blueprint import Blueprint, Document, format_named
from xacct_guard.blueprint.deployment import Deployment
from xacct_guard.blueprint.parameter import Parameter
from xacct_guard.formats import Parameters, terraform_hcl
from xacct_guard.formats.cloudformation import FORMAT
from xacct_guard.formats.terraform_hcl.folder import TAG
from xacct_guard.grants.document import policy_of
from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.graph.link import link
from xacct_guard.graph.model import Parts, Placement
from xacct_guard.iam.grammar import parse_policy
from xacct_guard.iam.policy import Policy, PolicyKind, Principals, Statement
from xacct_guard.read import read
from xacct_guard.span import Node, Source, Span
from xacct_guard.terraform.providers import Places

NOWHERE = Span(Source("given", ""))
Said = Mapping[tuple[str, PolicyKind], Counter[object]]
"""The statements of each policy, by what carries it and its kind."""


def written(deployment: Deployment, format: str) -> Blueprint:
    return format_named(format).write(deployment)


def expected(deployment: Deployment) -> Said:
    """What the generated policies say."""
    found: dict[tuple[str, PolicyKind], Counter[object]] = {}
    for one in deployment.policies:
        policy = policy_of(one.document, one.kind, "generated")
        found.setdefault((one.attached_to, one.kind), Counter()).update(_statements(policy))
    return found


def read_back(blueprint: Blueprint, deployment: Deployment) -> Said:
    """What the files of a blueprint say, by hand or not."""
    parts: list[Parts] = []
    names: dict[str, str] = {}
    by_hand: list[Document] = []
    endpoints: dict[tuple[str, PolicyKind], Counter[object]] = {}
    parameters = {
        name: each for each in deployment.parameters.values() for name in (each.camel, each.snake)
    }
    for number, document in enumerate(blueprint.documents):
        if document.file.endswith(".json"):
            by_hand.append(document)
            continue
        part = _parts(document, parameters, number)
        assert part.failures == ()
        parts.append(part)
        for name, text in part.outputs.items():
            if name in parameters:
                names[text] = str(parameters[name].symbol)
        endpoints.update(_endpoint_policies(part, deployment))
    graph = link(parts)
    found = {**dict(_said(graph, names)), **endpoints}
    for document in by_hand:
        one = next(
            each
            for each in deployment.policies
            if f"`{_shown(each.attached_to)}`" in document.contents
        )
        text = document.text
        for name, parameter in parameters.items():
            text = text.replace(f"${{{name}}}", str(parameter.symbol))
        policy = parse_policy(read(Source(document.file, text)), one.kind, document.file)
        found[one.attached_to, one.kind] = Counter(_statements(policy))
    return found


def _shown(text: str) -> str:
    from xacct_guard.iam.symbol import shown

    return shown(text)


def _parts(document: Document, parameters: Mapping[str, Parameter], number: int) -> Parts:
    texts = {name: str(parameters[name].symbol) for name in document.takes}
    given = Parameters.of({name: Node(text, NOWHERE) for name, text in texts.items()})
    place = Placement(document.account, document.region, f"stack-{number}")
    if document.file.endswith(".yaml"):
        node = read(Source(document.file, document.text))
        return FORMAT.open(node, place, given, lambda _name: None).parts()
    at = Span(Source(document.file, document.text))
    asked = "".join(map(_asked, _ENDPOINT.findall(document.text)))
    folder = Node(
        {n: Node(t, at) for n, t in (("main.tf", document.text), ("o.tf", asked))}, at, TAG
    )
    return terraform_hcl.open_places(folder, Places(place), given, lambda _name: None).parts()


_ENDPOINT = re.compile(r'resource "aws_vpc_endpoint_policy" "(\w+)"')


def _asked(label: str) -> str:
    """Outputs that tell the policy of an endpoint, which the folder itself does not make."""
    of = f"aws_vpc_endpoint_policy.{label}"
    return (
        f'output "id {label}" {{\n  value = {of}.vpc_endpoint_id\n}}\n'
        f'output "policy {label}" {{\n  value = {of}.policy\n}}\n'
    )


def _endpoint_policies(
    part: Parts, deployment: Deployment
) -> Iterator[tuple[tuple[str, PolicyKind], Counter[object]]]:
    for name, id in part.outputs.items():
        if name.startswith("id "):
            to = next(
                one.attached_to for one in deployment.policies if one.attached_to.endswith(id)
            )
            text = part.outputs[name.replace("id", "policy", 1)]
            policy = parse_policy(read(Source(name, text)), PolicyKind.ENDPOINT, name)
            yield (to, PolicyKind.ENDPOINT), Counter(_statements(policy))


def _said(
    graph: AccessGraph, names: Mapping[str, str]
) -> Iterator[tuple[tuple[str, PolicyKind], Counter[object]]]:
    found: dict[tuple[str, PolicyKind], Counter[object]] = {}

    def add(to: str, kind: PolicyKind, policy: Policy | None) -> None:
        if policy is None:
            return
        known = _renamed(to, names)
        found.setdefault((known, kind), Counter()).update(_statements(policy, names))

    for role in graph.roles.values():
        add(role.arn, PolicyKind.TRUST, role.trust)
        for policy in role.identity:
            add(role.arn, PolicyKind.IDENTITY, policy)
    for resource in graph.resources.values():
        kind = PolicyKind.RESOURCE
        if resource.type == "ec2:vpc-endpoint":
            kind = PolicyKind.ENDPOINT
        add(resource.arn, kind, resource.policy)
    for each in graph.attached:
        if each.to not in graph.roles and ":policy/" not in each.to and ":role/" in each.to:
            add(each.to, PolicyKind.IDENTITY, each.policy)
    yield from found.items()


def _renamed(text: str, names: Mapping[str, str]) -> str:
    for new, old in names.items():
        text = text.replace(new, old)
    return text


def _statements(policy: Policy, names: Mapping[str, str] = {}) -> Iterator[object]:
    for statement in policy.statements:
        yield from _plain(statement, names)


def _plain(statement: Statement, names: Mapping[str, str]) -> Iterator[object]:
    """A statement without its place and name; one of a function in as many as AWS makes of it."""

    def texts(written: Iterable[object]) -> frozenset[str]:
        return frozenset(_renamed(each.text, names) for each in written)  # type: ignore[attr-defined]

    def conditions() -> frozenset[object]:
        return frozenset(
            (
                one.set_operator,
                _operator(one.operator),
                one.if_exists,
                one.key.lower(),
                texts(one.values),
            )
            for one in statement.conditions
        )

    who = statement.principals or Principals()
    kinds = (who.aws, who.service, who.federated, who.canonical_user)
    actions = texts(statement.actions)
    parts = [actions]
    if any(action.startswith("lambda:") for action in actions) and statement.principals:
        parts = [frozenset({action}) for action in sorted(actions)]
    for part in parts:
        yield (
            statement.effect,
            tuple(texts(kind) for kind in kinds),
            part,
            texts(statement.resources),
            conditions(),
        )


def _operator(name: str) -> str:
    """ArnEquals and ArnLike behave the same (reference_policies_elements_condition_operators.html)."""
    return "ArnLike" if name == "ArnEquals" else name
