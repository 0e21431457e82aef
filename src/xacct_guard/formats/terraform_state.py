"""Terraform and OpenTofu states, given in place of a plan: recognised, to say so.

A state tells what was made, with values that are secret and without the expressions behind them.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import InputError
from ..graph.model import Parts, Placement
from ..span import Node
from . import Format, Lookup, Parameters


@dataclass(frozen=True, slots=True)
class LoadedState:
    """A state: nothing but what to give in its place."""

    document: Node

    def parts(self) -> Parts:
        """The failure."""
        return Parts(failures=(refusal(self.document),))

    def reference(self, path: str) -> str | None:
        """No value: a state is not read."""
        del path
        return None


def is_state(document: Node) -> bool:
    """Is this a state, as Terraform keeps it or as `terraform show -json` prints it?"""
    names = document.mapping.keys()
    if {"version", "serial", "lineage"} <= names:
        return True
    is_shown = {"format_version", "terraform_version", "values"} <= names
    return is_shown and "planned_values" not in names


def refusal(document: Node) -> InputError:
    """Why a state is not read, and what is."""
    return InputError(
        "this is a Terraform state, and a plan is expected",
        at=document.span,
        help="make one with `terraform plan -out p` and `terraform show -json p`,"
        " or give the folder with the code",
    )


def open_state(
    document: Node, placement: Placement, parameters: Parameters, lookup: Lookup
) -> LoadedState:
    """The state, which is not read."""
    del placement, parameters, lookup
    return LoadedState(document)


FORMAT = Format("terraform-state", is_state, open_state)
