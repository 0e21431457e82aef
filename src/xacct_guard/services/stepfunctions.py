"""AWS Step Functions."""

from __future__ import annotations

from ..iam.symbol import Symbol
from . import ResourceType, Service


def machine_of(arn: str) -> str:
    """The ARN of a state machine without the version or alias that an execution was asked of."""
    return ":".join(arn.split(":")[:7])


def execution_of(arn: str) -> str:
    """The ARN of an execution of the state machine; its name is made when it starts."""
    machine = machine_of(arn)
    return (
        f"{machine.replace(':stateMachine:', ':execution:', 1)}:{Symbol('name of the execution')}"
    )


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
            takes_policy=False,
            reads=("definition_location",),
            facts={
                "role": "RoleArn",
                "definition": "Definition",
                "definition_string": "DefinitionString",
                "definition_location": "DefinitionS3Location",
                "substitutions": "DefinitionSubstitutions",
                "type": "StateMachineType",
                "logging": "LoggingConfiguration",
                "tracing": "TracingConfiguration",
                "encryption": "EncryptionConfiguration",
                "tags": "Tags",
            },
        ),
    ),
)
