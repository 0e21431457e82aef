"""AWS Glue: jobs."""

from __future__ import annotations

from . import Handler

HANDLERS = (
    Handler(
        "AWS::Glue::Job",
        create=("glue:CreateJob",),
        given={"Tags": ("glue:TagResource",)},
        aside=("glue:GetJob",),
        passes={"Role": "glue.amazonaws.com"},
    ),
)
