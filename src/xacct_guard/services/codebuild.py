"""AWS CodeBuild: its projects, and what they are started as."""

from __future__ import annotations

from ..graph.access_graph import AccessGraph
from ..graph.caller import Caller
from ..graph.key import key_arn
from ..graph.model import Resource
from ..graph.pipeline import Action
from ..graph.step import Stand
from ..iam.symbol import Symbol, shown
from ..span import Node
from . import ResourceType, Service


def is_action(action: Action) -> bool:
    """Is this an action of a pipeline that CodeBuild carries out?"""
    return (action.owner, action.provider) == ("AWS", "CodeBuild")


def key_of(project: str, graph: AccessGraph) -> str:
    """The key under which the project of this ARN encrypts what it makes: its own, else `aws/s3`.

    https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up.html
    """
    held = graph.resource(project)
    if held is None:
        return str(Symbol(f"encryption key of {shown(project)}", "arn:*"))
    key = held.facts.get("key")
    return key_arn((key and key.text) or "alias/aws/s3", held.region, held.account)


def worker_of(project: Resource, graph: AccessGraph) -> Caller | None:
    """Who builds: the project's role, from the project's VPC where it has one."""
    role = project.facts.get("role")
    if role is None or not role.text:
        return None
    service = Caller("codebuild.amazonaws.com", project.account, project.region, role.span, graph)
    # By its name, too (github.com/aws-cloudformation/cfn-lint/pull/814).
    return service.at(service.role_named(role.text), _stand(project.facts.get("vpc")))


def _stand(vpc: Node | None) -> Stand | None:
    if vpc is None:
        return None
    lists = {name: vpc.get(name) for name in ("Subnets", "SecurityGroupIds")}
    subnets, groups = (
        tuple(item.text or "" for item in node.items) if node else () for node in lists.values()
    )
    return Stand(vpc.text_at("VpcId"), subnets, groups)


SERVICE = Service(
    "codebuild",
    resources=(
        ResourceType(
            "codebuild:project",
            arn="arn:{partition}:codebuild:{region}:{account}:project/{name}",
            cfn="AWS::CodeBuild::Project",
            named_by="Name",
            attributes={"Arn": "{arn}"},
            unnamed="{logical}-*",
            facts={
                "role": "ServiceRole",
                "key": "EncryptionKey",
                "environment": "Environment",
                "source": "Source",
                "sources": "SecondarySources",
                "artifacts": "Artifacts",
                "logs": "LogsConfig",
                "cache": "Cache",
                "vpc": "VpcConfig",
                "batch": "BuildBatchConfig",
            },
        ),
    ),
)
