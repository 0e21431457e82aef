"""What a call is about: the ARNs of the resources that its parameters name.

The service authorization reference says what kinds of resources an action takes, and how their ARNs are
made; a parameter bears the name of the part of the ARN, or is the ARN.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from ..graph.caller import Caller
from ..graph.key import key_arn
from ..graph.region import partition_of
from ..iam import reference
from ..iam.symbol import WRITTEN, Symbol, has_symbol, only_symbol
from ..span import Node

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_QUEUE = re.compile(
    rf"https://sqs\.([\w-]+|{WRITTEN})\.amazonaws\.com[.\w]*/(\w+|{WRITTEN})/((?:[\w.-]|{WRITTEN})+)"
)
_PLACES = frozenset({"Partition", "Region", "Account"})
_ENDS = ("", "Name", "Id", "Arn", "Identifier")
# Parameters that are called otherwise than the part of the ARN they give.
_ALIKE = {
    "objectname": ("key",),
    "parameternamewithoutleadingslash": ("name",),
    "pipelinename": ("pipelinename", "name"),
    "queuename": ("queueurl", "queuename"),
    "statemachinename": ("statemachinearn", "name"),
    "topicname": ("topicarn", "targetarn", "name"),
    "aliasname": ("aliasname", "name"),
}

_OWNERS = ("catalogid", "domainowner", "registryid")
"""Parameters by which Glue, CodeArtifact and ECR are asked for what is in another account.

https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchGetImage.html
"""


def resources_of(action: str, parameters: Node, caller: Caller) -> tuple[str, ...]:
    """The ARNs an action is asked for on: `*` where it takes no resources, a symbol where none is said."""
    known = reference.action(action)
    service = reference.service(action.partition(":")[0])
    if known is None or service is None or not known.resource_types:
        return ("*",)
    kinds = [each for each in known.resource_types if each.required] or known.resource_types
    patterns = [
        arn
        for each in kinds
        for arn in (
            service.resource_types[each.name].arns if each.name in service.resource_types else ()
        )
    ]
    named = [pattern for pattern in patterns if set(_VARIABLE.findall(pattern)) - _PLACES]
    patterns = named or patterns
    given = {name.lower(): node for name, node in parameters.mapping.items()}
    found = tuple(filter(None, (_filled(pattern, given, caller) for pattern in patterns)))
    return tuple(dict.fromkeys(found)) or (_open(action, patterns, caller),)


def _filled(pattern: str, given: Mapping[str, Node], caller: Caller) -> str | None:
    """The ARN, if the parameters have all its parts, or one of them is an ARN of the kind."""
    for text in _texts(given):
        if _form(pattern).fullmatch(text):
            return text
    values: dict[str, str] = {}
    for name in _VARIABLE.findall(pattern):
        value = _owner(name, given) or _here(name, caller) or _given(name, given)
        if value is None or (value.startswith("arn:") and not has_symbol(value)):
            return None
        if (symbol := only_symbol(value)) is not None and _may_be_arn(name, given):
            return str(symbol)
        if name == "KeyId":
            return key_arn(value, caller.region, caller.account)
        if name == "SecretId" and (held := _secret(value, caller)) is not None:
            return held
        values[name] = _part(name, value)
    return _VARIABLE.sub(lambda found: values[found[1]], pattern)


def _owner(name: str, given: Mapping[str, Node]) -> str | None:
    """The account whose things a call is about, where a parameter names another than the caller's."""
    texts = (given[one].text for one in _OWNERS if one in given) if name == "Account" else ()
    return next(filter(None, texts), None)


def _here(name: str, caller: Caller) -> str | None:
    places = {"Partition": caller.partition, "Region": caller.region, "Account": caller.account}
    return places.get(name)


def _given(name: str, given: Mapping[str, Node]) -> str | None:
    for wanted in _spellings(name):
        if wanted in given and (text := given[wanted].text):
            return text
    return None


@cache
def _spellings(name: str) -> tuple[str, ...]:
    bare = re.sub(r"(Name|Id|Arn)$", "", name)
    alike = _ALIKE.get(name.lower(), ())
    return tuple(dict.fromkeys((name.lower(), *alike, *(f"{bare}{end}".lower() for end in _ENDS))))


def _may_be_arn(name: str, given: Mapping[str, Node]) -> bool:
    """Is a value that nobody knows perhaps a whole ARN? A parameter's name says so, or its habit."""
    written = next((each for each in _spellings(name) if each in given), "")
    return written.endswith(("arn", "url")) or written in ("functionname", "secretid", "keyid")


def _secret(name: str, caller: Caller) -> str | None:
    """The ARN of the secret of that name, where the estate has it."""
    held = caller.graph.of_type("secretsmanager:secret")
    here = (each for each in held if (each.account, each.name) == (caller.account, name))
    return next((each.arn for each in here), None)


def _part(name: str, value: str) -> str:
    if name.startswith("ParameterName"):
        return value.removeprefix("/")
    if name == "SecretId":
        return f"{value}-{Symbol('what Secrets Manager adds to the name', '??????')}"
    return value


def _texts(given: Mapping[str, Node]) -> Iterator[str]:
    for node in given.values():
        if node.text:
            yield queue_arn(node.text) or node.text


def queue_arn(url: str) -> str | None:
    """The ARN of the queue with this address."""
    found = _QUEUE.fullmatch(url)
    if found is None:
        return None
    region, account, name = found.groups()
    return f"arn:{partition_of(region)}:sqs:{region}:{account}:{name}"


@cache
def _form(pattern: str) -> re.Pattern[str]:
    """What every ARN of the kind looks like."""
    pieces = _VARIABLE.split(pattern)
    fixed = (re.escape(piece) if at % 2 == 0 else "[^:]*" for at, piece in enumerate(pieces))
    return re.compile("".join(fixed).replace(r"\*", ".*"))


def _open(action: str, patterns: list[str], caller: Caller) -> str:
    """Some resource of the kind, nobody knows which."""
    if len(patterns) != 1:
        return str(Symbol(f"resource of {action}"))

    def part(found: re.Match[str]) -> str:
        return _here(found[1], caller) or str(Symbol(f"{found[1]} of {action}"))

    return _VARIABLE.sub(part, patterns[0])
