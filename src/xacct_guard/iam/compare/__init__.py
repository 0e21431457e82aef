"""Compare: is there a request that one set of policies allows and the other does not?

None is proved, or there is a witness that the engine decides on both sides, or it cannot be told.
"""

from __future__ import annotations

from .compare import EVERYTHING, SECONDS, compare, opened
from .contains import arn_escapes, arns_shared, escapes, shared
from .family import OWN, Family, SomePrincipal, Who
from .outcome import CannotTell, Comparison, NoNewAccess, Witness
from .policies import compare_policies
from .usual import fits

__all__ = [
    "EVERYTHING",
    "OWN",
    "SECONDS",
    "CannotTell",
    "Comparison",
    "Family",
    "NoNewAccess",
    "SomePrincipal",
    "Who",
    "Witness",
    "arn_escapes",
    "arns_shared",
    "compare",
    "compare_policies",
    "escapes",
    "fits",
    "opened",
    "shared",
]
