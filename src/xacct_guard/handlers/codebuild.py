"""AWS CodeBuild: projects. AWS publishes no list of permissions for this type; its API says them."""

from __future__ import annotations

from ..graph.step import Steps
from . import Creation, Handler


def network(creation: Creation) -> Steps:
    """The VPC of a project is looked up; by whose leave, no page says in so many words."""
    for action in ("ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"):
        if creation.has("VpcConfig"):
            says = f"look up the VPC of `{creation.made.place}`"
            yield creation.ask(action, "*", says=says, optional=True)


HANDLERS = (
    Handler(
        "AWS::CodeBuild::Project",
        create=("codebuild:CreateProject",),
        passes={
            "ServiceRole": "codebuild.amazonaws.com",
            "BuildBatchConfig.ServiceRole": "codebuild.amazonaws.com",
        },
        steps=network,
    ),
)
