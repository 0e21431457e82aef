"""Where each provider configuration of a plan or folder works: account and region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..graph.model import Placement
from ..iam.arn import Arn
from ..iam.symbol import Symbol, has_symbol


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are made: `default`, and what was said of a provider by name (`aws.training`)."""

    default: Placement
    said: Mapping[str, Placement] = field(default_factory=dict)


CREDENTIALS = (
    *("assume_role", "assume_role_with_web_identity", "profile", "access_key"),
    *("shared_config_files", "shared_credentials_file", "shared_credentials_files"),
)
"""Arguments by which a provider works as somebody else than whoever runs Terraform."""


@dataclass(frozen=True, slots=True)
class Provider:
    """What a provider configuration tells of where it works.

    `region` is None where it does not say; so is the role it assumes. `is_other` tells whether it works
    with credentials of its own.
    """

    region: str | None = None
    role_arn: str | None = None
    allowed: tuple[str, ...] = ()
    is_other: bool = False

    @property
    def account(self) -> str | None:
        """The account of the role it assumes, or the only one it may work in."""
        arn = Arn.parse(self.role_arn or "")
        if arn is not None and _known(arn.account):
            return arn.account
        return self.allowed[0] if len(self.allowed) == 1 and _known(self.allowed[0]) else None


def place_of(key: str, provider: Provider | None, places: Places, caller: str | None) -> Placement:
    """Where a provider works: as said, else as its configuration tells, else as everything here.

    `caller` is the account that `aws_caller_identity` answered with, where a plan has asked it. Where an
    alias says that it works elsewhere and nobody can tell where, that is a symbol: it is not here.
    """
    name = key.rpartition(":")[2]  # `module.m:aws.training` is configured in a module
    said = next(filter(None, map(places.said.get, (key, name, name.partition(".")[2]))), None)
    if said is not None:
        return said
    default, told = places.default, provider or Provider()
    account, region = told.account or caller, told.region if _known(told.region) else None
    if "." in key:
        whose = f"provider {key} of {default.label or default.stack}"
        if account is None and told.is_other:
            account = str(Symbol(f"account of {whose}", "?" * 12))
        if region is None and told.region is not None:
            region = str(Symbol(f"region of {whose}"))
    return replace(default, account=account or default.account, region=region or default.region)


def in_region(place: Placement, type: str, region: str | None) -> Placement:
    """Where a resource is that says a Region of its own, as any may since version 6 of the provider.

    The `region` of an instance of a stack set is where the stack goes.
    Source: registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support.
    """
    if not region or region == place.region or type == "aws_cloudformation_stack_set_instance":
        return place
    return replace(place, region=region)


def _known(text: str | None) -> bool:
    return bool(text) and not has_symbol(text or "")
