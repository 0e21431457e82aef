"""AWS Lambda: functions, who may call them, and what calls them."""

from __future__ import annotations

from ..shape import at, mapping, name_in, shape
from ..span import Node
from . import Ask, Kind

_FUNCTION = "list_functions"
_NONE = ("ResourceNotFoundException",)
_NAME, _QUALIFIER = 6, 7  # parts of the ARN of a function


def _vpc(record: Node) -> Node | None:
    """The VPC that a function is in; one with no subnets is none."""
    found = at(record, f"{_FUNCTION}.VpcConfig")
    subnets = found.get("SubnetIds") if found else None
    return found if subnets and subnets.items else None


def _code(record: Node) -> Node | None:
    said = at(record, "get_function.ImageUri")
    return mapping(said, {"ImageUri": said}) if said else None


def _qualifier(record: Node) -> Node | None:
    found = name_in("list_function_event_invoke_configs.FunctionArn", _QUALIFIER)(record)
    return None if found is None or found.text == "$LATEST" else found


LIVE = (
    Kind(
        "lambda:function",
        Ask("lambda", _FUNCTION, ("lambda:ListFunctions",)),
        items="Functions",
        named="FunctionName",
        looks=(
            Ask(
                "lambda",
                "get_policy",
                ("lambda:GetPolicy",),
                {"FunctionName": "FunctionName"},
                absent=_NONE,
            ),
            # The answer has an address at which the code is, for whoever has it: it is not kept.
            Ask(
                "lambda",
                "get_function",
                ("lambda:GetFunction",),
                {"FunctionName": "FunctionName"},
                keep="{ImageUri: Code.ImageUri}",
            ),
        ),
        veil=frozenset({"Variables"}),
        cfn="AWS::Lambda::Function",
        properties=shape(
            FunctionName=f"{_FUNCTION}.FunctionName",
            Role=f"{_FUNCTION}.Role",
            Runtime=f"{_FUNCTION}.Runtime",
            VpcConfig=_vpc,
            KmsKeyArn=f"{_FUNCTION}.KMSKeyArn",
            Code=_code,
            DeadLetterConfig=f"{_FUNCTION}.DeadLetterConfig",
            TracingConfig=f"{_FUNCTION}.TracingConfig",
            Environment=f"{_FUNCTION}.Environment",
            FileSystemConfigs=f"{_FUNCTION}.FileSystemConfigs",
        ),
        policy="get_policy.Policy",
    ),
    Kind(
        "lambda:alias",
        Ask(
            "lambda",
            "list_aliases",
            ("lambda:ListAliases",),
            {"FunctionName": "within.FunctionName"},
        ),
        items="Aliases",
        named="AliasArn",
        looks=(
            Ask(
                "lambda",
                "get_policy",
                ("lambda:GetPolicy",),
                {"FunctionName": "within.FunctionName", "Qualifier": "Name"},
                absent=_NONE,
            ),
        ),
        within="lambda:function",
        cfn="AWS::Lambda::Alias",
        properties=shape(
            Name="list_aliases.Name", FunctionName=name_in("list_aliases.AliasArn", _NAME)
        ),
        policy="get_policy.Policy",
    ),
    Kind(
        "lambda:event-source-mapping",
        Ask("lambda", "list_event_source_mappings", ("lambda:ListEventSourceMappings",)),
        items="EventSourceMappings",
        named="UUID",
        cfn="AWS::Lambda::EventSourceMapping",
        properties=shape(
            EventSourceArn="list_event_source_mappings.EventSourceArn",
            FunctionName="list_event_source_mappings.FunctionArn",
            DestinationConfig="list_event_source_mappings.DestinationConfig",
        ),
        id="list_event_source_mappings.UUID",
    ),
    Kind(
        "lambda:destinations",
        Ask(
            "lambda",
            "list_function_event_invoke_configs",
            ("lambda:ListFunctionEventInvokeConfigs",),
            {"FunctionName": "within.FunctionName"},
        ),
        items="FunctionEventInvokeConfigs",
        named="FunctionArn",
        within="lambda:function",
        cfn="AWS::Lambda::EventInvokeConfig",
        properties=shape(
            FunctionName=name_in("list_function_event_invoke_configs.FunctionArn", _NAME),
            Qualifier=_qualifier,
            DestinationConfig="list_function_event_invoke_configs.DestinationConfig",
        ),
    ),
)
