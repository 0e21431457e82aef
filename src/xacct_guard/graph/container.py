"""What a resource is part of, and shares the policy of."""

from __future__ import annotations


def container_of(arn: str) -> str | None:
    """The ARN of what an ARN is part of: an object's bucket, the group of a version of a model package.

    The policy of a model package group speaks of its versions as well
    (sagemaker/latest/dg/model-registry-deploy-xaccount.html).
    """
    whole, slash, rest = arn.partition("/")
    if not slash:
        return None
    if whole.endswith(":model-package"):
        group, _, version = rest.partition("/")
        return f"{whole}-group/{group}" if version else None
    return whole
