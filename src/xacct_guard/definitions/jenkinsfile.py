"""Jenkinsfiles: the roles that their steps take on. Groovy is not run, only looked through.

Source: plugins.jenkins.io/pipeline-aws, "withAWS".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..graph.model import Flow
from ..graph.region import partition_of
from ..iam.arn import Arn
from ..iam.symbol import Symbol, shown
from ..span import Node, Source, Span

_WITH = re.compile(r"\bwithAWS\s*\(([^)]*)\)")
_MEMBER = re.compile(r"(\w+)\s*:\s*(?:\"([^\"]*)\"|'([^']*)'|([\w.]+))")
_VARIABLE = re.compile(r"\$\{([^}]*)\}|\$(\w+)")
_SET = re.compile(r"\b(\w++)[ \t]*+\+?=(?!=)")
_CONSTANT = re.compile(
    r"^[ \t]*+(?:(?:def|final|static|String)[ \t]+)*(\w++)[ \t]*+=[ \t]*+"
    r"(?:\"([^\"$\n]*)\"|'([^'\n]*)')[ \t]*+;?[ \t\r]*+$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class RoleTaken:
    """A role that a Jenkins step takes on: its ARN, with a symbol for each part that is a variable."""

    role: str
    region: str | None
    external_id: str | None
    span: Span


def read_jenkinsfile(source: Source) -> tuple[RoleTaken, ...]:
    """The roles that the `withAWS` steps of a Jenkinsfile take on, in order."""
    return tuple(_taken(source))


def _taken(source: Source) -> Iterator[RoleTaken]:
    known = _constants(source.text)
    for found in _WITH.finditer(source.text):
        members = {each[1]: _value(each, known) for each in _MEMBER.finditer(found[1])}
        role = members.get("role")
        if role is None:
            continue
        if not role.startswith("arn:"):
            account = members.get("roleAccount") or str(Symbol("account of the role", "?" * 12))
            partition = partition_of(members.get("region") or "")
            role = f"arn:{partition}:iam::{account}:role/{role.lstrip('/')}"
        at = _span(source, found)
        yield RoleTaken(role, members.get("region"), members.get("externalId"), at)


def _constants(text: str) -> Mapping[str, str]:
    """The variables, of the environment too, that are set in one place and to a text."""
    times = Counter(_SET.findall(text))
    found = ((each[1], each[2] or each[3] or "") for each in _CONSTANT.finditer(text))
    return {name: value for name, value in found if times[name] == 1}


def _value(member: re.Match[str], known: Mapping[str, str]) -> str:
    def variable(name: str) -> str:
        return known.get(name.removeprefix("env.")) or str(Symbol(f"Jenkins' {name}"))

    _, double, single, bare = member.groups()
    if bare is not None:
        return variable(bare)
    if single is not None:
        return single
    return _VARIABLE.sub(lambda found: variable(found[1] or found[2]), double)


def _span(source: Source, found: re.Match[str]) -> Span:
    before, whole = source.text[: found.start()], source.text[: found.end()]
    return Span(
        source,
        (),
        before.count("\n") + 1,
        len(before) - before.rfind("\n"),
        whole.count("\n") + 1,
        len(whole) - whole.rfind("\n"),
    )


def flow_of(taken: RoleTaken, folder: str) -> Flow:
    """What a `withAWS` step does: whoever Jenkins is takes on the role, and the block goes on as it.

    `folder` stands before the file's name. The plugin sends an external id only where one is written.
    """
    at, arn = taken.span, Arn.parse(taken.role)
    name = f"{folder}: {shown(arn.name if arn else taken.role)}"
    account = arn.account if arn else str(Symbol(f"account of {name}", "?" * 12))
    what = str(Symbol(f"what {name} does in AWS"))
    takes = {"call": "assume-role", "role": taken.role, "external_id": taken.external_id or ""}
    goes_on = {"call": what, "resource": what}
    steps = (
        Node({key: Node(text, at) for key, text in each.items()}, at) for each in (takes, goes_on)
    )
    return Flow(
        name=name,
        account=account,
        region=taken.region or str(Symbol(f"region of {name}")),
        principal=str(Symbol("what Jenkins runs as", "arn:*")),
        steps=tuple(steps),
        span=at,
        place=f"{at}: {name}",
    )
