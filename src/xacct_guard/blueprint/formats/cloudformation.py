"""CloudFormation: a template for each step of an account, and documents for what no template can set."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import compress
from operator import attrgetter

from ...grants.generate import Generated
from ...iam.symbol import Symbol, shown
from .. import Blueprint, Document, Format
from ..by_hand import by_hand
from ..cloudformation.carriers import can_set
from ..cloudformation.template import MAX_BYTES, MAX_PARAMETERS, Template, templates
from ..deployment import Deployment
from ..file_names import numbered
from ..order import Order, Step
from ..protected import why_not_set
from ..steps import in_steps

_BODY = 51_200
"""Longer templates have to lie in S3 (AWSCloudFormation/latest/APIReference/API_CreateStack.html)."""


def write(deployment: Deployment) -> Blueprint:
    """The templates, in the order in which they can be deployed."""
    order = deployment.order(whole=True)
    warnings = [
        f"`{shown(piece.name)}` and others wait for each other: no order of steps creates them"
        for piece in order.stuck
    ]
    return in_steps(
        _documents(order, deployment, warnings),
        order,
        deployment,
        named=_named,
        name_of=attrgetter("camel"),
        warnings=warnings,
    )


def _documents(
    order: Order, deployment: Deployment, warnings: list[str]
) -> Iterator[tuple[Step, Document]]:
    def name_of(symbol: Symbol) -> str:
        return deployment.parameters[symbol].camel

    for step in order.steps:
        policies = [piece.policy for piece in step.pieces if piece.policy is not None]
        able = [can_set(one, deployment.properties(one)) for one in policies]
        if any(able):
            for policies_of_one, template in templates(tuple(compress(policies, able)), deployment):
                if not template.fits:
                    whose = shown(policies_of_one[0].attached_to)
                    warnings.append(
                        f"the template of `{whose}` alone is more than CloudFormation takes"
                        f" ({MAX_BYTES} bytes, {MAX_PARAMETERS} parameters)"
                    )
                yield step, _document(step, policies_of_one, template)
        for policy, is_set in zip(policies, able, strict=True):
            if not is_set:
                document = by_hand(policy, step.place, name_of)
                if not document.command:
                    warnings.append(why_not_set(policy, "CloudFormation"))
                yield step, document


def _document(step: Step, policies: tuple[Generated, ...], template: Template) -> Document:
    kinds = Counter(template.types)
    contents = ", ".join(f"{count} {type}" for type, count in sorted(kinds.items()))
    takes = tuple(each.camel for each in template.takes)
    needed = [f"{each.camel}=…" for each in template.takes if each.default is None]
    words = [
        *("aws", "cloudformation", "deploy", "--region", step.place.region),
        *("--stack-name", "{stack}", "--template-file", "{file}"),
    ]
    if "AWS::IAM::Role" in kinds or "AWS::IAM::ManagedPolicy" in kinds:
        words += ["--capabilities", "CAPABILITY_NAMED_IAM"]
    if len(template.text.encode()) > _BODY:
        words += ["--s3-bucket", "…"]
    if needed:
        words += ["--parameter-overrides", *needed]
    return Document(
        "yaml",
        template.text,
        step.place.account,
        step.place.region,
        contents,
        " ".join(words),
        takes,
        template.gives,
        policies,
    )


def _named(document: Document, number: int, of: int, place: str) -> Document:
    end = ".yaml" if document.file == "yaml" else f"-{document.file}"
    file = numbered(number, of, f"{place}{end}")
    command = document.command.replace("{file}", shlex.quote(file))
    command = command.replace("{stack}", f"least-privilege-{number}")
    return replace(document, file=file, command=command)


FORMAT = Format("cloudformation", write, between="---\n")
