"""AWS Step Functions."""

from __future__ import annotations

from ..iam.semantics import IDENTITY_ONLY
from . import ResourceType, Service

SERVICE = Service(
    "states",
    endpoints={"startsyncexecution": "sync-states"},
    resources=(
        ResourceType(
            "states:stateMachine",
            arn="arn:{partition}:states:{region}:{account}:stateMachine:{name}",
            cfn="AWS::StepFunctions::StateMachine",
            named_by="StateMachineName",
            ref="arn",
            attributes={"Arn": "{arn}", "Name": "{name}"},
            unnamed="{logical}-*",
            semantics=IDENTITY_ONLY,
            takes_policy=False,
            create=("states:CreateStateMachine", "states:DescribeStateMachine"),
            tagged=("states:TagResource",),
            passes=(("role", "states.amazonaws.com"),),
            reads=("definition_location",),
            facts={
                "role": "RoleArn",
                "definition": "Definition",
                "definition_string": "DefinitionString",
                "definition_location": "DefinitionS3Location",
                "substitutions": "DefinitionSubstitutions",
                "type": "StateMachineType",
                "tags": "Tags",
            },
        ),
    ),
)
