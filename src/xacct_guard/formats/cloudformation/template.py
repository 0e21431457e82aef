"""Template: the sections of a CloudFormation template, each entry checked for its outer form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ...closest import closest
from ...errors import InputError
from ...span import Node, Span

_SECTIONS = (
    "AWSTemplateFormatVersion",
    "Conditions",
    "Description",
    "Globals",
    "Hooks",
    "Mappings",
    "Metadata",
    "Outputs",
    "Parameters",
    "Resources",
    "Rules",
    "Transform",
)
INCLUDE = "AWS::Include"
EXTENSIONS = "AWS::LanguageExtensions"
CARRIED_OUT = (EXTENSIONS,)
TRANSFORM = "Fn::Transform"
_GENERATORS = (TRANSFORM, "Fn::ForEach::")


@dataclass(frozen=True, slots=True)
class Existing:
    """What AWS tells of a resource that exists already, and a template need not say.

    `name` and `arn` are given where the properties do not tell them. `policy` is its resource policy;
    `doubt` says why nobody knows it. `facts` are those that no property tells, by name.
    """

    name: str = ""
    arn: str = ""
    policy: Node | None = None
    doubt: str | None = None
    facts: Mapping[str, Node] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Declaration:
    """A resource of the template: its logical id (at `span`), type, properties as written.

    `deletion` is its `DeletionPolicy`, `existing` what is known of it besides.
    """

    logical: str
    type: str
    span: Span
    properties: Node
    condition: Node | None = None
    metadata: Node | None = None
    deletion: Node | None = None
    existing: Existing | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """What a template says, section by section.

    `generated` names what adds to the template before it is deployed (a macro, a loop): then a name
    that is not here may still come to be. `macros` are those of the whole template and of its sections.
    `broken` are logical ids of what could not be read.
    """

    parameters: Mapping[str, Node]
    mappings: Mapping[str, Node]
    conditions: Mapping[str, Node]
    resources: Mapping[str, Declaration]
    outputs: Mapping[str, Node]
    generated: str | None
    macros: tuple[str, ...]
    broken: frozenset[str]
    failures: tuple[InputError, ...]
    span: Span


def is_template(document: Node) -> bool:
    """Whether a document is a CloudFormation template, or means to be one."""
    sections = document.mapping
    if "AWSTemplateFormatVersion" in sections:
        return True
    resources = sections.get("Resources")
    if resources is not None and any(map(generates, resources.mapping)):
        return True
    return resources is not None and any(
        "::" in (member.mapping["Type"].text or "")
        for member in resources.mapping.values()
        if "Type" in member.mapping
    )


def read_template(document: Node) -> Template:
    """The template a document is; whatever has the wrong form is a failure, and the rest stands."""
    failures: list[InputError] = list(_strange_sections(document))
    resources: dict[str, Declaration] = {}
    for logical, node in _section(document, "Resources", failures).items():
        try:
            at = _key(document, "Resources", logical, node)
            resources[logical] = _declaration(logical, node, at)
        except InputError as error:
            failures.append(error)
    return Template(
        parameters=_mappings(document, "Parameters", failures),
        mappings=_mappings(document, "Mappings", failures),
        conditions=_section(document, "Conditions", failures),
        resources=resources,
        outputs=_mappings(document, "Outputs", failures),
        generated=next(_generators(document), None),
        macros=tuple(dict.fromkeys(_macros(document))),
        broken=frozenset(_section(document, "Resources", []).keys() - resources.keys()),
        failures=tuple(failures),
        span=document.span,
    )


def macro_of(transform: Node) -> str:
    """The name of the macro that `Fn::Transform`, or an entry of `Transform`, runs."""
    named = transform.get("Name")
    return transform.text or (named.text if named else None) or "without a name"


_AS_A_MAPPING = "write its members below it, as `Name: value`"


def generates(name: str) -> bool:
    """Whether a key is no name but a macro or loop that puts names in its place."""
    return name.startswith(_GENERATORS)


def _strange_sections(document: Node) -> Iterator[InputError]:
    if not isinstance(document.value, Mapping):
        yield InputError("a template must be a mapping", at=document.span, help=_AS_A_MAPPING)
    elif "Resources" not in document.mapping:
        message = "the template has no `Resources`"
        yield InputError(message, at=document.span, help="a template declares at least one")
    for name in document.mapping:
        if name not in _SECTIONS and (near := closest(name, _SECTIONS)):
            at = document.keys.get(name, document.span)
            yield InputError(f"a template has no section `{name}`", at=at, help=near)


def _section(document: Node, name: str, failures: list[InputError]) -> Mapping[str, Node]:
    node = document.mapping.get(name)
    if node is None or node.value is None:
        return {}
    if not isinstance(node.value, Mapping):
        failures.append(InputError(f"`{name}` must be a mapping", at=node.span, help=_AS_A_MAPPING))
    return {key: member for key, member in node.mapping.items() if not generates(key)}


def _mappings(document: Node, name: str, failures: list[InputError]) -> Mapping[str, Node]:
    members: dict[str, Node] = {}
    for key, node in _section(document, name, failures).items():
        if isinstance(node.value, Mapping):
            members[key] = node
        else:
            message = f"`{key}` of `{name}` must be a mapping"
            failures.append(InputError(message, at=node.span, help=_AS_A_MAPPING))
    return members


def _declaration(logical: str, node: Node, at: Span) -> Declaration:
    if not isinstance(node.value, Mapping):
        message = f"resource `{logical}` must be a mapping"
        raise InputError(message, at=node.span, help="as `Type:` and `Properties:` below it")
    named = node.mapping.get("Type")
    if named is None:
        message = f"resource `{logical}` has no `Type`"
        raise InputError(message, at=at, help="as `Type: AWS::S3::Bucket`")
    if not isinstance(named.value, str) or named.tag:
        message = f"the `Type` of resource `{logical}` must be text"
        help = "as `Type: AWS::S3::Bucket`; check what a tool makes of its own tags, not its input"
        raise InputError(message, at=named.span, help=help)
    properties = node.mapping.get("Properties") or Node(None, at)
    if properties.value is not None and not isinstance(properties.value, Mapping):
        message = f"the `Properties` of resource `{logical}` must be a mapping"
        raise InputError(message, at=properties.span, help=_AS_A_MAPPING)
    condition, metadata = node.mapping.get("Condition"), node.mapping.get("Metadata")
    deletion = node.mapping.get("DeletionPolicy")
    return Declaration(logical, named.value, at, properties, condition, metadata, deletion)


def _key(document: Node, section: str, name: str, member: Node) -> Span:
    return document.mapping[section].keys.get(name, member.span)


def _generators(document: Node) -> Iterator[str]:
    """Whatever adds names to this template: transforms, macros, loops, modules."""
    if (transform := document.mapping.get("Transform")) is not None:
        unknown = [name for name in map(macro_of, transform.items) if name not in CARRIED_OUT]
        if unknown:
            yield "transform " + ", ".join(unknown)
    for section in (document, *document.mapping.values()):
        for key, member in section.mapping.items():
            if generates(key):
                yield f"macro {macro_of(member)}" if key == TRANSFORM else key
    for member in (document.get("Resources") or document).mapping.values():
        named = member.mapping.get("Type")
        if named is not None and (named.text or "").endswith("::MODULE"):
            yield f"module {named.text}"


def _macros(document: Node) -> Iterator[str]:
    transform = document.mapping.get("Transform")
    yield from map(macro_of, transform.items if transform else ())
    for section in (document, *document.mapping.values()):
        if (below := section.mapping.get(TRANSFORM)) is not None:
            yield macro_of(below)
