"""Amazon DynamoDB."""

from __future__ import annotations

from ..shape import at, mapping, shape
from ..span import Node
from . import Ask, Kind


def _encryption(record: Node) -> Node | None:
    said = at(record, "describe_table.SSEDescription")
    return mapping(said, {"KMSMasterKeyId": said.get("KMSMasterKeyArn")}) if said else None


LIVE = (
    Kind(
        "dynamodb:table",
        Ask("dynamodb", "list_tables", ("dynamodb:ListTables",)),
        items="TableNames",
        named="name",
        looks=(
            Ask(
                "dynamodb",
                "describe_table",
                ("dynamodb:DescribeTable",),
                {"TableName": "name"},
                keep="Table.{SSEDescription: SSEDescription}",
            ),
            Ask(
                "dynamodb",
                "get_resource_policy",
                ("dynamodb:GetResourcePolicy",),
                {
                    "ResourceArn": "join('', ['arn:', partition, ':dynamodb:', region, ':', account,"
                    " ':table/', name])"
                },
                absent=("PolicyNotFoundException",),
            ),
        ),
        gone=("ResourceNotFoundException",),
        cfn="AWS::DynamoDB::Table",
        properties=shape(TableName="list_tables.name", SSESpecification=_encryption),
        policy="get_resource_policy.Policy",
    ),
)
