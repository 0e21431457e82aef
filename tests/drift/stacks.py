"""What a server says of the stacks of a system, which the test makes call by call."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from tests.live.system import System
from xacct_guard.graph.model import Role
from xacct_guard.iam.arn import Arn

EMPTY = json.dumps({"Resources": {"Nothing": {"Type": "AWS::CloudFormation::WaitConditionHandle"}}})
BY_ARN = ("sagemaker", "states", "sns", "secretsmanager")


def physical(arn: str) -> str:
    """What CloudFormation calls a thing: its ARN or its name, as its service has it."""
    parsed = Arn.parse(arn)
    assert parsed
    return arn if parsed.service in BY_ARN else parsed.name


@contextmanager
def with_stacks(system: System) -> Iterator[None]:
    """The server lists the stacks of the system, and what each made."""
    from moto.cloudformation.responses import ActionResult, CloudFormationResponse

    graph = system.model.graph
    types = {made.place: made.type for part in system.model.estate.parts for made in part.made}
    listed: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for it in (*graph.roles.values(), *graph.resources.values()):
        stack, _, logical = it.place.partition("/")
        arn = system.cloud.said(it.arn)
        assert isinstance(it, Role) or it.type
        listed[it.account, stack].append(
            {
                "LogicalResourceId": logical,
                "PhysicalResourceId": physical(arn),
                "ResourceType": types[it.place],
                "ResourceStatus": "CREATE_COMPLETE",
                "LastUpdatedTimestamp": "2026-01-01T00:00:00Z",
            }
        )
    for account, name in listed:
        client = system.cloud.client("cloudformation", account)
        client.create_stack(StackName=name, TemplateBody=EMPTY)

    def resources(response: Any) -> Any:
        name = response._get_param("StackName").partition("stack/")[2].partition("/")[0]
        return ActionResult({"StackResourceSummaries": listed[response.current_account, name]})

    with patch.object(CloudFormationResponse, "list_stack_resources", resources):
        yield
