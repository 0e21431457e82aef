"""What becomes of the request before any policy is read."""

from __future__ import annotations

import re

from xacct_guard.iam.case import Scenario

from ..rewriting import without_context
from .peculiarity import Json, Peculiarity

_UNKNOWN_TO_IT = re.compile(
    r"token\.actions\.githubusercontent\.com:(aud|sub)|kms:EncryptionContext:.*", re.IGNORECASE
)


def dropped_keys(scenario: Json, _: Scenario) -> Json | None:
    """Keys that its data does not list for the action are dropped from the request."""
    given = list(filter(_UNKNOWN_TO_IT.fullmatch, scenario["request"]["context"]))
    return without_context(scenario, *given) if given else None


FOUND = (Peculiarity("PEER-26", dropped_keys),)
