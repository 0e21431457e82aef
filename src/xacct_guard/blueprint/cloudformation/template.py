"""Template: pieces of one place as a CloudFormation template, within what CloudFormation takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ...grants.generate import Generated
from ...iam.policy import PolicyKind
from ...iam.symbol import Symbol, only_symbol, shown
from ...services import of_arn
from ..arn_parts import name_in, path_in
from ..deployment import Deployment
from ..parameter import Parameter
from .call import Noted, ref
from .carriers import resources_of, whole
from .wording import Wording
from .yaml_text import yaml_text

MAX_RESOURCES, MAX_PARAMETERS, MAX_OUTPUTS, MAX_BYTES = 500, 200, 200, 1_000_000
"""AWSCloudFormation/latest/UserGuide/cloudformation-limits.html."""
_WORD = re.compile(r"[A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Template:
    """A template: its text, the types of what it makes, what it takes and gives."""

    text: str
    types: tuple[str, ...]
    takes: tuple[Parameter, ...]
    gives: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Does CloudFormation take it?"""
        return (
            len(self.types) <= MAX_RESOURCES
            and len(self.takes) <= MAX_PARAMETERS
            and len(self.gives) <= MAX_OUTPUTS
            and len(self.text.encode()) <= MAX_BYTES
        )


def templates(
    policies: tuple[Generated, ...], deployment: Deployment
) -> Iterator[tuple[tuple[Generated, ...], Template]]:
    """The policies, in order, in as few templates as fit, each with what it sets.

    A policy that alone takes too many parameters names roles as they are called by default.
    """
    found = _template(policies, deployment)
    if not found.fits and len(policies) == 1:
        found = _template(policies, deployment, by_default=True)
    if found.fits or len(policies) == 1:
        yield policies, found
        return
    half = len(policies) // 2
    yield from templates(policies[:half], deployment)
    yield from templates(policies[half:], deployment)


def _template(
    policies: tuple[Generated, ...], deployment: Deployment, *, by_default: bool = False
) -> Template:
    names = _logical_ids(policies)
    wording = replace(_wording(policies, names, deployment), by_default=by_default)
    resources: dict[str, object] = {}
    own = tuple(names.values())
    for policy in policies:
        for end, resource in _resources(policy, wording, deployment):
            name = names.get(_key(policy)) if not end else None
            resources[name or _unused(_base(policy) + end, (*resources, *own))] = resource
    outputs = {
        deployment.parameters[symbol].camel: name
        for symbol, name in wording.ids.items()
        if symbol in deployment.parameters
    }
    takes = tuple(wording.used[name] for name in sorted(wording.used))
    account = policies[0].account
    text = yaml_text(
        {
            "AWSTemplateFormatVersion": "2010-09-09",
            "Description": f"Least-privilege policies of account {shown(account)}, by xacct-guard.",
            **({"Parameters": {each.camel: _declared(each) for each in takes}} if takes else {}),
            "Resources": resources,
            **({"Outputs": _outputs(outputs, deployment)} if outputs else {}),
        }
    )
    return Template(text, tuple(map(_type, resources.values())), takes, tuple(outputs))


def _type(resource: object) -> str:
    written = resource.value if isinstance(resource, Noted) else resource
    assert isinstance(written, Mapping)
    return str(written["Type"])


def _declared(parameter: Parameter) -> Mapping[str, object]:
    said: dict[str, object] = {"Type": "String", "Description": parameter.says}
    return said | ({"Default": parameter.default} if parameter.default is not None else {})


def _outputs(names: Mapping[str, str], deployment: Deployment) -> Mapping[str, object]:
    says = {each.camel: each.says for each in deployment.parameters.values()}
    return {
        name: {"Description": says[name], "Value": ref(logical)} for name, logical in names.items()
    }


def _wording(
    policies: Iterable[Generated], names: Mapping[str, str], deployment: Deployment
) -> Wording:
    roles: dict[str, str] = {}
    others: dict[str, str] = {}
    ids: dict[Symbol, str] = {}
    for policy in policies:
        name = names.get(_key(policy))
        if name is None:
            continue
        if policy.kind is PolicyKind.TRUST:
            roles[policy.attached_to] = name
            continue
        others[policy.attached_to] = name
        row, symbol = whole(policy), only_symbol(name_in(policy.attached_to))
        if row is not None and row.named_by is None and symbol is not None:
            ids[symbol] = name
    with_arn = {arn: name for arn, name in others.items() if _gives_arn(arn)}
    return Wording(deployment.parameters, roles, with_arn, ids)


def _gives_arn(arn: str) -> bool:
    row = of_arn(arn)
    return row is not None and "Arn" in row.attributes


def _logical_ids(policies: Iterable[Generated]) -> Mapping[str, str]:
    """The logical ids of roles, and of resources that are made with their policies."""
    found: dict[str, str] = {}
    for policy in policies:
        if policy.kind is PolicyKind.TRUST or whole(policy) is not None:
            found[_key(policy)] = _unused(_base(policy), found.values())
    return found


def _key(policy: Generated) -> str:
    return f"{policy.kind} {policy.attached_to}"


def _base(policy: Generated) -> str:
    """The name in camel case: of what a stack makes, the name it has in its template."""
    name = name_in(policy.attached_to)
    symbol = only_symbol(name)
    text = symbol.name.rpartition(".")[2] if symbol else shown(name)
    words = _WORD.findall(text)[:20] or ["Unnamed"]
    if text.replace("-", "").isdigit():
        words = [policy.kind.value, *words]
    return "".join(word[:1].upper() + word[1:] for word in words)[:200]


def _unused(name: str, taken: Iterable[str]) -> str:
    known = {each.lower() for each in taken}
    number, found = 1, name
    while found.lower() in known:
        number += 1
        found = f"{name}{number}"
    return found


def _resources(
    policy: Generated, wording: Wording, deployment: Deployment
) -> Iterator[tuple[str, object]]:
    if policy.kind is PolicyKind.TRUST:
        yield "", _role(policy, wording, deployment)
    elif policy.kind is PolicyKind.IDENTITY:
        yield "Policy", _managed(policy, wording)
    else:
        yield from resources_of(policy, wording, deployment.properties(policy))


def _role(policy: Generated, wording: Wording, deployment: Deployment) -> object:
    """A whole role: its trust policy cannot be set otherwise."""
    role = deployment.role(policy.attached_to)
    properties: dict[str, object] = {"RoleName": wording.text(name_in(policy.attached_to))}
    if (path := path_in(policy.attached_to)) != "/":
        properties["Path"] = wording.text(path)
    properties["AssumeRolePolicyDocument"] = wording.document(policy)
    if role is not None and role.boundary_arn is not None:
        properties["PermissionsBoundary"] = wording.text(role.boundary_arn.text)
    if role is not None and role.tags.known:
        properties["Tags"] = [
            {"Key": key, "Value": wording.text(value)} for key, value in role.tags.known.items()
        ]
    return {"Type": "AWS::IAM::Role", "Properties": properties}


def _managed(policy: Generated, wording: Wording) -> object:
    own = wording.roles.get(policy.attached_to)
    who = ref(own) if own else wording.text(name_in(policy.attached_to))
    to = "Users" if ":user/" in policy.attached_to else "Roles"
    document = wording.document(policy)
    properties = {to: [who], "PolicyDocument": document}
    return {"Type": "AWS::IAM::ManagedPolicy", "Properties": properties}
