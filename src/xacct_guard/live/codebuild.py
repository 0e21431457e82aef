"""AWS CodeBuild."""

from __future__ import annotations

from ..iam.symbol import has_symbol
from ..shape import capitalized, listed, renamed, shape
from ..span import Node
from . import Ask, Kind

_PROJECT = "batch_get_projects"
_BUILD_SPEC = {"Buildspec": "BuildSpec"}


def _source(record: Node) -> Node | None:
    return renamed(capitalized(f"{_PROJECT}.source")(record), _BUILD_SPEC)


def _sources(record: Node) -> Node | None:
    return renamed(capitalized(f"{_PROJECT}.secondarySources")(record), _BUILD_SPEC)


def _vpc(record: Node) -> Node | None:
    """The VPC that builds are in; a mapping without one is none."""
    found = capitalized(f"{_PROJECT}.vpcConfig")(record)
    if found is None or has_symbol(found.text or ""):
        return found
    return found if found.get("VpcId") else None


def _tags(record: Node) -> Node | None:
    found = capitalized(f"{_PROJECT}.tags")(record)
    return listed(found, found.items) if found else None


LIVE = (
    Kind(
        "codebuild:project",
        Ask("codebuild", "list_projects", ("codebuild:ListProjects",)),
        items="projects",
        named="name",
        looks=(
            Ask(
                "codebuild",
                _PROJECT,
                ("codebuild:BatchGetProjects",),
                {"names": "[name]"},
                keep="projects[0]",
            ),
        ),
        drop=frozenset({"secret"}),
        veil=frozenset({"environmentVariables"}),
        cfn="AWS::CodeBuild::Project",
        properties=shape(
            Name="list_projects.name",
            ServiceRole=f"{_PROJECT}.serviceRole",
            EncryptionKey=f"{_PROJECT}.encryptionKey",
            Environment=capitalized(f"{_PROJECT}.environment"),
            Source=_source,
            SecondarySources=_sources,
            Artifacts=capitalized(f"{_PROJECT}.artifacts"),
            LogsConfig=capitalized(f"{_PROJECT}.logsConfig"),
            Cache=capitalized(f"{_PROJECT}.cache"),
            VpcConfig=_vpc,
            BuildBatchConfig=capitalized(f"{_PROJECT}.buildBatchConfig"),
            Tags=_tags,
        ),
    ),
)
