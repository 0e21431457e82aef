"""The execution role: passed by whoever creates something, then taken on by SageMaker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..graph.caller import Caller
from ..graph.step import Page, Step
from ..iam.symbol import Symbol
from .pages import DEPUTY, ROLES

SERVICE = "sagemaker.amazonaws.com"


def handed_over(caller: Caller, role: str, source: str | None) -> Iterator[Step]:
    """Pass the role, and let SageMaker assume it for `source`; None where no page says for what."""
    yield caller.pass_role(role, SERVICE, ROLES)
    yield taken_on(caller, role, source)


def taken_on(caller: Caller, role: str, source: str | None) -> Step:
    """SageMaker assumes the role, for a job, an execution of a pipeline, or all that is hosted."""
    if source is not None:
        return caller.assumes(role, SERVICE, DEPUTY, sourceaccount=caller.account, sourcearn=source)
    step = caller.assumes(role, SERVICE, DEPUTY, sourceaccount=caller.account)
    return replace(step, unknown=frozenset({"aws:sourcearn"}))


def hosting(caller: Caller) -> str:
    """For models and endpoints the source ARN is a literal with an asterisk, whatever their names."""
    return caller.arn("sagemaker", "*")


def nobody(caller: Caller, noun: str, page: Page = ROLES) -> Step:
    """Of what runs as a role that the request does not name nothing is known."""
    return caller.unknown(f"run the {noun}", str(Symbol(f"role of the {noun}").name), page)
