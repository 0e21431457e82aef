"""Templates that others published: everything they say is loaded, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.formats.cfn import given
from xacct_guard.errors import XacctGuardError
from xacct_guard.formats.cloudformation import FORMAT
from xacct_guard.graph.model import Parts, Placement
from xacct_guard.iam.policy import Policy
from xacct_guard.iam.symbol import Symbol, shown, symbols_in
from xacct_guard.read import read_all, read_text
from xacct_guard.span import Node, Span

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
ENDINGS = (".yml", ".yaml", ".json", ".template")
ACCOUNT = str(Symbol("account of the template", "?" * 12))
REFERENCES = (
    "aws-samples__cross-account-ml-codepipeline",
    "awslabs__aws-refarch-cross-account-pipeline",
    "aws-samples__service-catalog-framework-with-cross-account-codepipeline",
)
NOT_LOADED = {
    "private-vpc.yaml": "the policy of a VPC endpoint is a fact of the network",
    "amzn2-greengrass-cfn-pkg.yaml": "a policy of IoT says nothing about principals of IAM",
    "amzn2-greengrass-cfn.yaml": "a policy of IoT says nothing about principals of IAM",
    "lambda-iot-topicrule.yaml": "a policy of IoT says nothing about principals of IAM",
    "public_access_test.yml": "types that are not modelled: multi-region access points, Backup, EFS",
    "test_file_2.json": "types that are not modelled: IoT, permission sets; a malformed queue policy",
    "test_file_2.yml": "types that are not modelled: IoT, permission sets; a malformed queue policy",
}
"""Files in which the numbers differ, and why."""

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no templates at {CORPUS}")


def templates(folder: Path) -> Iterator[tuple[Path, Node]]:
    for path in sorted(path for path in folder.rglob("*") if path.suffix in ENDINGS):
        try:
            found = read_all(read_text(path))
        except XacctGuardError:
            continue
        yield from ((path, document) for document in found if FORMAT.detect(document))


@cache
def everything() -> dict[Path, Parts]:
    placement = Placement(ACCOUNT, "us-east-1", "stack")
    return {
        path: FORMAT.open(document, placement, given({}), lambda _path: None).parts()
        for path, document in templates(CORPUS)
    }


def policies(parts: Parts) -> Iterator[Policy]:
    for role in parts.roles:
        yield from filter(None, (role.trust, *role.identity, role.boundary))
    yield from (each.policy for each in parts.resources if each.policy)
    yield from (each.policy for each in parts.attached)


def statements(parts: Parts) -> int:
    """The statements that a template writes as such: not those of a permission or a transform."""
    every = (statement for policy in policies(parts) for statement in policy.statements)
    return len({statement.span for statement in every if "Effect" in text_of(statement.span)})


def text_of(span: Span) -> str:
    lines = span.source.text.splitlines()[(span.line or 1) - 1 : span.end_line]
    return "\n".join(lines)


def written(path: Path) -> int:
    """How often the text says `Effect`, inside other text as well."""
    lines = [line for line in path.read_text().splitlines() if not line.lstrip().startswith("#")]
    return sum(len(re.findall(r"(?<!\w)\\?[\"']?Effect\\?[\"']?\s*:", line)) for line in lines)


def opens(policy: Policy) -> set[str]:
    """What of a policy is open once every parameter is given."""
    texts = [
        entry.text
        for statement in policy.statements
        for entry in (
            *statement.actions,
            *statement.resources,
            *statement.not_resources,
            *(statement.principals.aws if statement.principals else ()),
            *(value for condition in statement.conditions for value in condition.values),
        )
    ]
    return {symbol.name for text in texts for symbol in symbols_in(text) if not symbol.created} | (
        {policy.unresolved} if policy.unresolved else set()
    )


def numbers(parts: Parts) -> str:
    found = tuple(policies(parts))
    unresolved = {name for policy in found for name in opens(policy)}
    counts = (
        len(parts.roles),
        len(found),
        statements(parts),
        len(parts.pipelines),
        len(unresolved),
    )
    return " ".join(f"{count:4}" for count in counts)


def test_what_each_template_holds(snapshot):
    """Roles, policies, statements, pipelines, values of policies that are open; file by file."""
    rows = (
        f"{numbers(parts)}  {path.relative_to(CORPUS).as_posix()}"
        for path, parts in everything().items()
    )
    assert "\n".join(rows) == snapshot


def test_every_effect_that_a_template_writes_is_a_statement():
    different = {
        path.name: (statements(parts), written(path))
        for path, parts in everything().items()
        if statements(parts) != written(path)
    }
    assert {name: pair for name, pair in different.items() if name not in NOT_LOADED} == {}
    assert NOT_LOADED.keys() <= different.keys()  # an exception that is none any more goes


def guess(name: str) -> str:
    """A value that a parameter of this name may have."""
    if "account" in name.lower() and "role" not in name.lower():
        return "222222222222"
    if name.lower().endswith(("arn", "role")):
        kind = "arn:aws:kms:us-east-1:111111111111:key/k" if "key" in name.lower() else None
        return kind or "arn:aws:iam::222222222222:role/r"
    return f"given-{name.lower()}"


@pytest.mark.parametrize("repository", REFERENCES)
def test_a_template_whose_parameters_are_given_leaves_only_other_stacks_open(repository: str):
    for path, document in templates(CORPUS / repository):
        declared = document.get("Parameters")
        values = {
            name: guess(name)
            for name, node in (declared.mapping if declared else {}).items()
            if node.get("Default") is None
        }
        placement = Placement("111111111111", "us-east-1", "stack")
        parts = FORMAT.open(document, placement, given(values), lambda _path: None).parts()
        found = {name for policy in policies(parts) for name in opens(policy)}
        assert {shown(name) for name in found if not name.startswith("export ")} == set(), path
