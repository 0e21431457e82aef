"""The accounts in which AWS keeps SageMaker's own images, as they were on the pack's date."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from .pack import Pack, open_pack


def keeps(account: str, repository: str, region: str) -> bool:
    """Does AWS keep this repository in this account and Region?"""
    return repository in _repositories(account).get(region, ())


def keepers(repository: str, region: str) -> tuple[str, ...]:
    """The accounts in which AWS keeps a repository of this name in a Region."""
    return _by_repository().get((repository, region), ())


def is_registry(account: str) -> bool:
    """Is this an account in which AWS keeps images, in whatever Region?"""
    return account in pack().places


@cache
def _repositories(account: str) -> dict[str, tuple[str, ...]]:
    if not is_registry(account):
        return {}
    return {region: tuple(names) for region, names in pack().read(account).items()}


@cache
def _by_repository() -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for account, regions in pack().read_all():
        for region, names in regions.items():
            for name in names:
                found[name, region] = (*found.get((name, region), ()), account)
    return found


@cache
def pack() -> Pack:
    """The pack, opened once."""
    return open_pack(Path(__file__).with_name("registries.pack"))
