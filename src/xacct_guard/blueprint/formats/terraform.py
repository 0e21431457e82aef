"""Terraform: a root module for each step of an account, and documents for what it has no resource for."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import replace
from operator import attrgetter

from ...iam.symbol import Symbol
from .. import Blueprint, Document, Format
from ..by_hand import by_hand
from ..deployment import Deployment
from ..file_names import numbered
from ..order import Order, Step
from ..protected import why_not_set
from ..steps import in_steps
from ..terraform.carriers import can_set
from ..terraform.folder import folder


def write(deployment: Deployment) -> Blueprint:
    """The root modules, in the order in which they can be applied."""
    order = deployment.order(whole=False)
    warnings: list[str] = []
    return in_steps(
        _documents(order, deployment, warnings),
        order,
        deployment,
        named=_named,
        name_of=attrgetter("snake"),
        warnings=warnings,
    )


def _documents(
    order: Order, deployment: Deployment, warnings: list[str]
) -> Iterator[tuple[Step, Document]]:
    def name_of(symbol: Symbol) -> str:
        return deployment.parameters[symbol].snake

    for step in order.steps:
        policies = [piece.policy for piece in step.pieces if piece.policy is not None]
        able = tuple(one for one in policies if can_set(one))
        if able:
            made = folder(able, step.place, deployment)
            yield (
                step,
                Document(
                    "main.tf",
                    made.text,
                    step.place.account,
                    step.place.region,
                    made.contents,
                    "terraform -chdir={folder} init && terraform -chdir={folder} apply",
                    takes=tuple(each.snake for each in made.takes),
                    sets=able,
                ),
            )
        for policy in policies:
            if policy not in able:
                warnings.append(why_not_set(policy, "Terraform"))
                yield step, by_hand(policy, step.place, name_of)


def _named(document: Document, number: int, of: int, place: str) -> Document:
    if document.file != "main.tf":
        file = numbered(number, of, f"{place}-{document.file}")
        command = document.command.replace("{file}", shlex.quote(file))
        return replace(document, file=file, command=command)
    folder = numbered(number, of, place)
    command = document.command.replace("{folder}", shlex.quote(folder))
    return replace(document, file=f"{folder}/{document.file}", command=command)


FORMAT = Format("terraform", write)
