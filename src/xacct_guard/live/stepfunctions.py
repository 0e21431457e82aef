"""AWS Step Functions."""

from __future__ import annotations

from ..shape import capitalized, shape
from . import Ask, Kind

_MACHINE = "describe_state_machine"

LIVE = (
    Kind(
        "states:stateMachine",
        Ask("stepfunctions", "list_state_machines", ("states:ListStateMachines",)),
        items="stateMachines",
        named="name",
        looks=(
            Ask(
                "stepfunctions",
                _MACHINE,
                ("states:DescribeStateMachine",),
                {"stateMachineArn": "stateMachineArn"},
            ),
        ),
        gone=("StateMachineDoesNotExist",),
        veil=frozenset({"Environment", "EnvironmentVariablesOverride"}),
        cfn="AWS::StepFunctions::StateMachine",
        properties=shape(
            StateMachineName="list_state_machines.name",
            StateMachineType="list_state_machines.type",
            RoleArn=f"{_MACHINE}.roleArn",
            DefinitionString=f"{_MACHINE}.definition",
            LoggingConfiguration=capitalized(f"{_MACHINE}.loggingConfiguration"),
            TracingConfiguration=capitalized(f"{_MACHINE}.tracingConfiguration"),
            EncryptionConfiguration=capitalized(f"{_MACHINE}.encryptionConfiguration"),
        ),
    ),
)
