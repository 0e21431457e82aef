"""Whereabouts: which accounts of a snapshot may have what somebody names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from ..iam.arn import Arn
from ..iam.principal_kind import is_service_name
from ..iam.symbol import has_symbol
from ..snapshot.read import Snapshot

_OF_PRINCIPALS = ("role", "user", "assumed-role")
_ENDPOINT = "vpce-"
_ACCOUNT = re.compile(r"\d{12}")


class Whereabouts:
    """The accounts by what is in them; `everywhere` is all of them."""

    def __init__(self, path: Path, accounts: Iterable[str]) -> None:
        self.everywhere = frozenset(accounts)
        self._path = path
        self._holders = cache(self._look_up)

    def of(self, names: Iterable[str]) -> frozenset[str]:
        """The accounts whose resources have to be opened to know all that goes by these names."""
        return frozenset().union(*map(self._of_one, names))

    def _of_one(self, name: str) -> frozenset[str]:
        if name in ("", "*") or _ACCOUNT.fullmatch(name) or is_service_name(name):
            return frozenset()
        if name.startswith("s3://"):
            name = f"arn:aws:s3:::{name.removeprefix('s3://')}"
        if name.startswith(_ENDPOINT):
            return self._holders("ec2:vpc-endpoint", name)
        arn = Arn.parse(name)
        return self.everywhere if arn is None or "${" in name else self._of_arn(arn)

    def _of_arn(self, arn: Arn) -> frozenset[str]:
        """A principal is no resource; a bucket's ARN tells no account."""
        if arn.service in ("iam", "sts") and arn.type in _OF_PRINCIPALS:
            return frozenset()
        if arn.account and not has_symbol(arn.account):
            return self.everywhere & {arn.account}
        if arn.service == "s3" and not arn.account:
            return self._holders("s3:bucket", arn.resource.partition("/")[0])
        return self.everywhere

    def _look_up(self, kind: str, name: str) -> frozenset[str]:
        """Who has it. What nobody is seen to have may be anything that is not known by its name."""
        with Snapshot(self._path) as snapshot:
            return frozenset(snapshot.holders(kind, name)) or self.everywhere
