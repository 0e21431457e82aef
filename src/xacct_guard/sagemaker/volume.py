"""The storage volumes of machines: locked under a key by a grant that the role, or its creator, gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..graph.caller import Caller
from ..graph.step import Step
from . import kms_key
from .pages import PERMISSIONS

# No page tells which operations the grant for a volume of a job or endpoint lists.
_NOBODY_SAYS = frozenset(
    {
        *("kms:grantoperations", "kms:granteeprincipal", "kms:grantconstrainttype"),
        *("kms:retiringprincipal", "kms:encryptioncontextkeys"),
    }
)


def locked(given: str, caller: Caller, *, or_by: str | None = None) -> Iterator[Step]:
    """The grant on the key of a volume, and the look at it before.

    `or_by` is somebody else of whom the same right will do: who creates a job needs it only where the role
    of the job has not got it.
    """
    grant = {"kms:grantisforawsresource": "true"}
    for action, context in (("kms:DescribeKey", {}), ("kms:CreateGrant", grant)):
        step = kms_key.used_through(
            *("sagemaker", caller, "lock the storage volume under the key", action, given),
            page=PERMISSIONS,
            context=context,
            unknown=_NOBODY_SAYS,
        )
        yield replace(step, or_by=or_by)
