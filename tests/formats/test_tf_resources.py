"""Every resource type that we read: its value, and its place, in static HCL and in a plan of the same.

A file of `resources/` is named after the type that it is about. One line of it says what is held there:
`# is LOOK: VALUE at ROUTE`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.formats.tf import hcl, plan, resource, role
from tests.formats.tf_plan_of import plan_of
from xacct_guard.graph.model import Parts
from xacct_guard.iam.policy import Policy, PolicyKind
from xacct_guard.iam.symbol import shown
from xacct_guard.span import Span
from xacct_guard.terraform import grants, organization, shares
from xacct_guard.terraform.types import TYPES
from xacct_guard.terraform.types.identity import INLINE, JOINED, MANAGED, ONLY_INLINE

FOLDER = Path(__file__).parent / "resources"
SAID = re.compile(r"# is (\w+) ?([^\n]*?): (.+) at (\S+)$", re.MULTILINE)
OURS = {
    *TYPES,
    *INLINE,
    *MANAGED,
    *ONLY_INLINE,
    *JOINED,
    grants.TYPE,
    *(organization.POLICY, organization.ATTACHMENT, organization.ACCOUNT, organization.UNIT),
    *(shares.SHARE, shares.RESOURCE, shares.PRINCIPAL),
}

Seen = tuple[str | None, Span]


@dataclass(frozen=True)
class Case:
    """Code, what is looked for in it, what that is, and where: the line, and the way to it."""

    main: str
    look: str
    of: str
    value: str
    route: str
    line: int


def case_of(path: Path) -> Case:
    text = path.read_text()
    (found,) = SAID.finditer(text)
    line = text.count("\n", 0, found.start()) + 1
    return Case(text, found[1], found[2], found[3], found[4], line)


CASES = {path.name.removesuffix(".tf"): case_of(path) for path in sorted(FOLDER.glob("*.tf"))}
each_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())


def action(policy: Policy | None) -> Seen:
    assert policy is not None
    first = policy.statements[0].actions[0]
    return shown(first.text), first.span


def identity(parts: Parts, of: str) -> Seen:
    return action(role(parts, of).identity[0])


def trust(parts: Parts, of: str) -> Seen:
    return action(role(parts, of).trust)


def managed(parts: Parts, of: str) -> Seen:
    (arn,) = role(parts, of).managed
    return arn.text, arn.span


def absent(parts: Parts, of: str) -> Seen:
    return role(parts, of).absent, role(parts, of).span


def attached(parts: Parts, of: str) -> Seen:
    (found,) = (each for each in parts.attached if shown(each.to) == of)
    return action(found.policy)


def own_policy(parts: Parts, of: str) -> Seen:
    return action(resource(parts, of).policy)


def fact(parts: Parts, of: str) -> Seen:
    type, _, way = of.partition(" ")
    name, *steps = way.split(".")
    node = resource(parts, type).facts[name]
    found = node.get(*(int(step) if step.isdecimal() else step for step in steps))
    assert found is not None
    return shown(found.text or ""), found.span


def arn(parts: Parts, of: str) -> Seen:
    if of == "iam":
        (made,) = (each for each in parts.made if each.type.startswith("aws_iam"))
        return made.arn, made.span
    return shown(resource(parts, of).arn), resource(parts, of).span


def grant(parts: Parts, _: str) -> Seen:
    (found,) = parts.grants
    said = (found.grant.grantee, *found.grant.operations, shown(found.to))
    return " ".join(said), found.span


def configuration(parts: Parts, of: str) -> Seen:
    (pipeline,) = parts.pipelines
    node = pipeline.stages[0].actions[0].configuration[of]
    return node.text, node.span


LOOKS: Mapping[str, Callable[[Parts, str], Seen]] = {
    "given": identity,
    "trust": trust,
    "managed": managed,
    "absent": absent,
    "attached": attached,
    "policy": own_policy,
    "fact": fact,
    "arn": arn,
    "grant": grant,
    "configuration": configuration,
}


def test_every_type_that_we_read_has_a_case():
    assert {name.partition(".")[0] for name in CASES} == OURS


@each_case
def test_static_hcl_tells_its_value_and_its_place(case):
    parts = hcl(case.main)
    assert parts.failures == ()
    value, span = LOOKS[case.look](parts, case.of)
    assert value == case.value
    assert (span.source.name, span.line, span.path) == ("main.tf", case.line, case.route)


@each_case
def test_a_plan_of_the_same_tells_its_value_and_the_way_to_it(case):
    parts = plan(plan_of(case.main))
    assert parts.failures == ()
    value, span = LOOKS[case.look](parts, case.of)
    assert value == case.value
    assert (span.source.name, span.line, span.path) == ("p.json", None, case.route)


@pytest.mark.parametrize("kind", ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"])
def test_a_control_policy_is_of_the_kind_that_it_says(kind):
    main = CASES[organization.POLICY].main.replace('name = "p"', f'name = "p"\n type = "{kind}"')
    (found,) = hcl(main).attached
    assert found.policy.kind is (PolicyKind.RCP if kind.startswith("R") else PolicyKind.SCP)
