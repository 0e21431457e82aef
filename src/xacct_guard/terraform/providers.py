"""Where each provider configuration of a plan or folder works: account and region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..graph.model import Placement
from ..iam.arn import Arn
from ..iam.symbol import has_symbol


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are made: `default`, and what was said of a provider by name (`aws.training`)."""

    default: Placement
    said: Mapping[str, Placement] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Provider:
    """What a provider configuration tells of where it works; None where it does not say."""

    region: str | None = None
    role_arn: str | None = None
    allowed: tuple[str, ...] = ()

    @property
    def account(self) -> str | None:
        """The account of the role it assumes, or the only one it may work in."""
        arn = Arn.parse(self.role_arn or "")
        if arn is not None and _known(arn.account):
            return arn.account
        return self.allowed[0] if len(self.allowed) == 1 and _known(self.allowed[0]) else None


def place_of(key: str, provider: Provider | None, places: Places, caller: str | None) -> Placement:
    """Where a provider works: as said, else as its configuration tells, else as everything here.

    `caller` is the account that `aws_caller_identity` answered with, where a plan has asked it.
    """
    said = places.said.get(key) or places.said.get(key.partition(".")[2])
    if said is not None:
        return said
    found = places.default
    if provider is not None and _known(provider.region):
        found = replace(found, region=provider.region or found.region)
    account = (provider.account if provider else None) or caller
    if account is not None:
        found = replace(found, account=account)
    return found


def _known(text: str | None) -> bool:
    return bool(text) and not has_symbol(text or "")
