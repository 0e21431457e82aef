"""The date of each pack: how old what we say of AWS is."""

from __future__ import annotations

from collections.abc import Mapping

from . import authorization, handler_permissions, managed_policies, registries


def dates() -> Mapping[str, str]:
    """Each pack's subject and the ISO date of its data, from the packs themselves."""
    packs = (
        *(authorization.pack(), managed_policies.pack(), handler_permissions.pack()),
        registries.pack(),
    )
    return {pack.about["name"]: pack.about["date"] for pack in packs}
