"""Parts: the declarations of a template as roles, resources and attached policies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ... import services
from ...definitions.codepipeline import read_pipeline
from ...errors import XacctGuardError
from ...graph.default_policy import handed_to_account
from ...graph.model import Attached, Made, Parts, Resource
from ...graph.pipeline import Pipeline
from ...iam.policy import Policy, PolicyKind
from ...iam.symbol import only_symbol
from ...iam.truth import Truth
from ...services import PolicyType, ResourceType
from ...span import Node
from . import attributes, parameters
from .circles import circles
from .nesting import merged
from .policies import doubt, doubted, policy_of, unreadable
from .principals import Principals
from .stack import Stack
from .template import Declaration


def parts_of(stack: Stack) -> Parts:
    """Everything the template declares. Raises nothing: failures are kept."""
    stack.failures += parameters.unknown_names(stack)
    principals = Principals(stack)
    made = tuple(
        declaration
        for declaration in stack.template.resources.values()
        if stack.exists(declaration) is not Truth.NO
    )
    _ask_everything(stack, made)
    found = Parts(
        roles=tuple(principals.roles()),
        resources=tuple(_resources(stack, made)),
        pipelines=tuple(_pipelines(stack, made)),
        attached=(*principals.attached(), *_attached(stack, made)),
        outputs=_outputs(stack),
        made=tuple(_made(stack, declaration) for declaration in made),
        defaults=tuple(parameters.defaults(stack)),
    )
    below = [parts_of(each) for declaration in made for each in stack.nested(declaration)]
    failures = {(failure.message, failure.at): failure for failure in stack.failures}
    found = replace(found, failures=(*failures.values(), *circles(stack.waits)))
    return merged(found, below)


def _made(stack: Stack, declaration: Declaration) -> Made:
    place = f"{stack.label}/{declaration.logical}"
    written = declaration.properties
    found = {name: stack.property(declaration, name) for name in written.mapping}
    members = {name: node for name, node in found.items() if node is not None}
    properties = Node(members, written.span, keys=written.keys)
    return Made(declaration.type, place, declaration.span, properties=properties)


def _ask_everything(stack: Stack, made: tuple[Declaration, ...]) -> None:
    """Work out what no part needs as well: whatever is wrong there stops a deployment, too."""
    for name in stack.template.parameters:
        stack.parameter(name)
    for name, node in stack.template.conditions.items():
        stack.condition(name, node.span)
    for declaration in made:
        for name in declaration.properties.mapping:
            stack.property(declaration, name)


def _outputs(stack: Stack) -> Mapping[str, str]:
    values = ((name, stack.output(name)) for name in stack.template.outputs)
    return {name: value for name, value in values if value is not None}


def _resources(stack: Stack, made: tuple[Declaration, ...]) -> Iterator[Resource]:
    for declaration in made:
        row = services.of_cloudformation(declaration.type)
        if isinstance(row, ResourceType) and not declaration.type.startswith("AWS::IAM::"):
            yield _resource(stack, declaration, row)


def _resource(stack: Stack, declaration: Declaration, row: ResourceType) -> Resource:
    identity = attributes.identify(stack, declaration, row)
    policy, is_held = _policy(stack, declaration, row)
    return Resource(
        arn=identity.arn,
        type=row.name,
        account=stack.placement.account,
        region=stack.placement.region,
        name=identity.name,
        span=declaration.span,
        policy=policy,
        policy_held=is_held,
        facts=dict(_facts(stack, declaration, row)),
        place=f"{stack.label}/{declaration.logical}",
    )


def _policy(
    stack: Stack, declaration: Declaration, row: ResourceType
) -> tuple[Policy | None, bool]:
    """The policy among the resource's own properties, and whether we hold it for certain."""
    reason = doubt(stack, declaration)
    known = declaration.existing
    if known is not None and known.doubt is not None:
        name = f"policy of {declaration.logical}"
        unknown = Policy(row.policy_kind, name, (), declaration.span, unresolved=known.doubt)
        return unknown, False
    document = attributes.at_route(stack, declaration, row.policy) if row.policy else None
    if known is not None and known.policy is not None:
        document = known.policy
    if document is None and row.default_policy:
        service = row.name.partition(":")[0]
        default = handed_to_account(service, stack.placement, declaration.span)
        return doubted(default, reason), reason is None
    if document is None:
        return None, reason is None
    name = f"{row.policy} of {declaration.logical}" if row.policy else declaration.logical
    policy = policy_of(stack, document, row.policy_kind, name, declaration.span)
    if policy is None:
        return unreadable(row.policy_kind, name, declaration.span), False
    return doubted(policy, reason), reason is None


def _facts(stack: Stack, declaration: Declaration, row: ResourceType) -> Iterator[tuple[str, Node]]:
    if declaration.deletion is not None:
        yield "deletion_policy", stack.resolve(declaration.deletion) or declaration.deletion
    if declaration.existing is not None:
        yield from declaration.existing.facts.items()
    for fact, route in row.facts.items():
        node = attributes.at_route(stack, declaration, route)
        if node is None:
            continue
        yield fact, node
        # Until it is packaged a template names the file itself
        # (cli/latest/reference/cloudformation/package.html).
        if fact in row.reads and node.text and (file := stack.given.file(node.text, node.span)):
            yield fact.removesuffix("_location"), file


def _attached(stack: Stack, made: tuple[Declaration, ...]) -> Iterator[Attached]:
    for declaration in made:
        row = services.of_cloudformation(declaration.type)
        if isinstance(row, PolicyType):
            yield from _policy_resource(stack, declaration, row)


def _policy_resource(stack: Stack, declaration: Declaration, row: PolicyType) -> Iterator[Attached]:
    targets = _targets(stack, declaration, row)
    if targets is None:
        message = f"`{declaration.logical}` has no `{row.target}`"
        stack.fail(message, declaration.span, "it says whose policy this is")
        return
    for target in targets:
        arn = _arn_of(stack, target, row)
        if arn is None:
            continue
        policy = doubted(_apart(stack, declaration, row, arn), doubt(stack, declaration))
        yield Attached(
            arn,
            policy,
            declaration.span,
            adds=row.adds,
            of=row.of,
            place=stack.placement,
        )


def _targets(stack: Stack, declaration: Declaration, row: PolicyType) -> tuple[Node, ...] | None:
    """What the policy stands on; None where the template does not say."""
    found = stack.property(declaration, row.target) if row.target else None
    if found is not None:
        return found.items
    name = row.otherwise or ("" if row.target else "*")
    return (Node(name, declaration.span),) if name else None


def _apart(stack: Stack, declaration: Declaration, row: PolicyType, arn: str) -> Policy:
    """The policy of a resource that is one."""
    name, at = declaration.logical, declaration.span
    if row.statement is None:
        document = attributes.at_route(stack, declaration, row.document)
    else:
        properties = stack.resolve(declaration.properties) or declaration.properties
        document = _document(row.statement(properties, arn))
    policy = policy_of(stack, document, PolicyKind.RESOURCE, name, at)
    return policy or unreadable(PolicyKind.RESOURCE, name, at)


def _document(statement: Node) -> Node:
    """A document of one statement."""
    at = statement.span
    members = {"Version": Node("2012-10-17", at), "Statement": statement}
    return Node(members, at, keys=dict.fromkeys(members, at))


def _arn_of(stack: Stack, target: Node, row: PolicyType) -> str | None:
    text, kind = target.text, services.of_type(row.of)
    if text is None or kind is None or _is_arn(text):
        return text
    return attributes.arn_of_name(stack, kind, _name_in(text, kind))


def _name_in(text: str, kind: ResourceType) -> str:
    """The name in what Ref gives: the last part of the address of a queue."""
    return text.rpartition("/")[2] if kind.ref.startswith("https:") else text


def _is_arn(text: str) -> bool:
    symbol = only_symbol(text)
    return (symbol.shape if symbol else text).startswith("arn:")


def _pipelines(stack: Stack, made: tuple[Declaration, ...]) -> Iterator[Pipeline]:
    for declaration in made:
        if declaration.type != "AWS::CodePipeline::Pipeline":
            continue
        node = stack.resolve(declaration.properties)
        place = f"{stack.label}/{declaration.logical}"
        name = attributes.value(stack, declaration, None, declaration.span)
        try:
            if node is not None:
                found = read_pipeline(node, stack.placement, place)
                yield replace(found, name=name.text or found.name, span=declaration.span)
        except XacctGuardError as error:
            stack.failures.append(error)
