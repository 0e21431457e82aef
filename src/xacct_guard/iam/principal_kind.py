"""What kind of principal a text names, as far as its form tells.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from .arn import Arn
from .request import PrincipalKind

_SERVICE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.(amazonaws\.com(\.cn)?|internal)")
_KINDS: Mapping[tuple[str, str], PrincipalKind] = {
    ("iam", "user"): PrincipalKind.USER,
    ("iam", "role"): PrincipalKind.SESSION,  # some session of it
    ("iam", "saml-provider"): PrincipalKind.PROVIDER,
    ("iam", "oidc-provider"): PrincipalKind.PROVIDER,
    ("sts", "assumed-role"): PrincipalKind.SESSION,
    ("sts", "federated-user"): PrincipalKind.FEDERATED_USER,
}


def kind_of(text: str) -> PrincipalKind | None:
    """The kind of principal that an ARN, a service's name or `*` stands for; None: it tells of none."""
    if text == "*":
        return PrincipalKind.ANONYMOUS
    arn = Arn.parse(text)
    if arn is None:
        return PrincipalKind.SERVICE if is_service_name(text) else None
    if arn.resource == "root":
        return PrincipalKind.ROOT if arn.service == "iam" else None
    kind, _, name = arn.resource.partition("/")
    return _KINDS.get((arn.service, kind)) if name else None


def is_service_name(text: str) -> bool:
    """Is this a service's name as a principal, such as `sagemaker.amazonaws.com`?"""
    return _SERVICE.fullmatch(text) is not None
