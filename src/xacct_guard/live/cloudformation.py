"""AWS CloudFormation: stacks, what they made, and what they tell others."""

from __future__ import annotations

from ..shape import shape
from . import Ask, Kind

LIVE = (
    Kind(
        "cloudformation:stack",
        Ask("cloudformation", "describe_stacks", ("cloudformation:DescribeStacks",)),
        # Not the parameters: what is in them may be what a parameter store keeps.
        items="Stacks[].{StackId: StackId, StackName: StackName, StackStatus: StackStatus,"
        " RoleARN: RoleARN, Outputs: Outputs, Tags: Tags, ParentId: ParentId}",
        named="StackName",
        looks=(
            # Which name AWS drew for which resource of the template.
            Ask(
                "cloudformation",
                "list_stack_resources",
                ("cloudformation:ListStackResources",),
                {"StackName": "StackId"},
                keep="StackResourceSummaries[?ResourceStatus != 'DELETE_COMPLETE']"
                ".{Logical: LogicalResourceId, Physical: PhysicalResourceId, Type: ResourceType}",
            ),
        ),
        gone=("ValidationError",),  # `Stack with id … does not exist`, of one that was listed
        cfn="AWS::CloudFormation::Stack",
        properties=shape(Tags="describe_stacks.Tags"),
        arn="describe_stacks.StackId",
        id="describe_stacks.StackName",
    ),
)
