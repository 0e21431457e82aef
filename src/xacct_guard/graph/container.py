"""What a resource is part of, and shares the policy of."""

from __future__ import annotations

from ..iam.arn import Arn


def container_of(arn: str) -> str | None:
    """The ARN of what an ARN is part of: an object's bucket or access point, the group of a model package.

    The policy of a model package group speaks of its versions as well
    (sagemaker/latest/dg/model-registry-deploy-xaccount.html), that of an access point of what is asked for
    through it as `accesspoint/NAME/object/KEY` (AmazonS3/latest/userguide/access-points-policies.html).
    """
    whole, slash, rest = arn.partition("/")
    if not slash:
        return None
    if whole.endswith(_POINT):
        point, of_objects, _ = rest.partition("/object/")
        return f"{whole}/{point}" if of_objects else None
    return group_of(arn) if whole.endswith(_PACKAGE) else whole


def group_of(arn: str) -> str | None:
    """The ARN of the group that an ARN is a version of; None for any other, and for a package in no group."""
    whole, _, rest = arn.partition("/")
    group, _, version = rest.partition("/")
    return f"{whole}-group/{group}" if version and whole.endswith(_PACKAGE) else None


def extent(resource: str) -> tuple[str, ...]:
    """The patterns of a resource and of what is in it, as far as its policy speaks of that."""
    arn = Arn.parse(resource)
    if arn is not None and arn.service == "s3" and "/" not in arn.resource:
        return resource, f"{resource}/*"
    if arn is not None and arn.resource.startswith("model-package-group/"):
        return resource, resource.replace(":model-package-group/", ":model-package/", 1) + "/?*"
    return (resource,)


_PACKAGE = ":model-package"
_POINT = ":accesspoint"
