"""Amazon EventBridge Scheduler."""

from __future__ import annotations

from ..shape import shape
from . import Ask, Kind

LIVE = (
    Kind(
        "scheduler:schedule",
        Ask("scheduler", "list_schedules", ("scheduler:ListSchedules",)),
        items="Schedules",
        named="join('/', [GroupName, Name])",
        looks=(
            Ask(
                "scheduler",
                "get_schedule",
                ("scheduler:GetSchedule",),
                {"Name": "Name", "GroupName": "GroupName"},
            ),
        ),
        gone=("ResourceNotFoundException",),
        veil=frozenset({"Environment"}),
        cfn="AWS::Scheduler::Schedule",
        properties=shape(
            Name="list_schedules.Name",
            GroupName="list_schedules.GroupName",
            State="list_schedules.State",
            KmsKeyArn="get_schedule.KmsKeyArn",
            Target="get_schedule.Target",
        ),
    ),
)
