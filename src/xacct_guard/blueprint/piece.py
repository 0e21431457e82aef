"""Piece: what is created at once, what that needs, and what is there afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..grants.generate import Generated


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something is created: an account and a Region."""

    account: str
    region: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A role with its trust policy, or another policy and what carries it; `name` is its own.

    `makes` are the ARNs and the names (as symbols) that exist once it is created. `principals` are those it
    names, which AWS looks for; `needs` whatever else must exist before. Both may hold what nobody here
    makes: that exists already.
    """

    name: str
    place: Place
    makes: frozenset[str] = frozenset()
    principals: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    policy: Generated | None = field(default=None, compare=False)

    @property
    def waits_for(self) -> frozenset[str]:
        """All that must exist before."""
        return self.principals | self.needs
