"""AWS Batch: none of what it has takes a policy (service-authorization, list_awsbatch.html)."""

from __future__ import annotations

from . import ResourceType, Service

SERVICE = Service(
    "batch",
    resources=tuple(
        ResourceType(
            f"batch:{kind}",
            arn=f"arn:{{partition}}:batch:{{region}}:{{account}}:{kind}/{{name}}",
            takes_policy=False,
        )
        for kind in ("job", "job-definition", "job-queue")
    ),
)
