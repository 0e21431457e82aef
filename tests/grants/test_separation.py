"""Who trains cannot approve, and what is private comes one way: so the generated policies say."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from xacct_guard.grants.alone import alone
from xacct_guard.grants.generate import Generated, generate
from xacct_guard.graph.access_graph import AccessGraph
from xacct_guard.iam.decide import decide
from xacct_guard.iam.request import Request
from xacct_guard.iam.semantics import semantics_of
from xacct_guard.run import Model, Options, model_of
from xacct_guard.trace import Hop, trace
from xacct_guard.trace.decide import layers_of

SYSTEMS = Path(__file__).parents[2] / "fixtures/systems"
STATUS = "sagemaker:modelapprovalstatus"
APPROVING = "sagemaker:UpdateModelPackage"


@cache
def model(name: str) -> Model:
    folder = SYSTEMS / name / "corrected"
    return model_of((folder,), Options(config=folder / "xacct-guard.yaml"))


@cache
def policies(name: str) -> tuple[Generated, ...]:
    return generate(model(name).paths, model(name).graph).policies


@cache
def narrowed(name: str) -> AccessGraph:
    return alone(model(name).graph, policies(name))


@cache
def hops(name: str) -> tuple[Hop, ...]:
    paths = trace(narrowed(name))
    return tuple(hop for path in paths for hop in (*path.hops, *path.optional))


def denied(name: str, hop: Hop, **changed: str | None) -> bool:
    """Is the request refused, once these of its circumstances are others (None: are not there)?"""
    request = hop.decision.request
    values = {**request.context.values, **{key.replace("__", ":"): v for key, v in changed.items()}}
    gone = {key for key, value in values.items() if value is None}
    context = type(request.context)(
        {key: value for key, value in values.items() if value is not None},
        request.context.unknown,
        request.context.absent | gone,
        request.context.otherwise,
    )
    other = Request(
        request.principal,
        request.action,
        request.resource,
        request.resource_account,
        request.region,
        context,
        request.organization,
    )
    layers = layers_of(other, narrowed(name))
    return decide(other, layers, semantics_of(other.action, other.resource)).verdict.denied


REGISTERING = [
    "enterprise-ml-platform",
    "promote-with-jenkins-terraform",
    "shared-model-registry",
    "single-account-events",
]


@pytest.mark.parametrize("name", REGISTERING)
def test_who_registers_a_model_cannot_register_it_as_approved(name):
    (hop, *_) = (
        one
        for one in hops(name)
        if one.step.action == "sagemaker:CreateModelPackage"
        and one.decision.request.context.values.get(STATUS) == "PendingManualApproval"
    )
    assert not denied(name, hop)
    assert denied(name, hop, sagemaker__modelapprovalstatus="Approved")


@pytest.mark.parametrize("name", REGISTERING)
def test_nobody_who_registers_or_trains_is_granted_the_approval(name):
    def granted(action: str) -> set[str]:
        return {
            one.attached_to
            for one in policies(name)
            if one.kind.value == "identity"
            for line in one.lines
            if action in (line.written["Action"], *line.written["Action"])
        }

    training = granted("sagemaker:CreateModelPackage") | granted("sagemaker:CreateTrainingJob")
    approving = {hop.step.principal for hop in hops(name) if hop.step.action == APPROVING}
    assert training
    assert granted(APPROVING) == {who for who in approving if "assumed-role" not in who}
    assert not granted(APPROVING) & training


def test_who_approves_may_set_no_other_status():
    name = "shared-model-registry"
    (hop, *_) = (one for one in hops(name) if one.step.action == APPROVING)
    assert not denied(name, hop)
    assert denied(name, hop, sagemaker__modelapprovalstatus="Rejected")


def test_what_is_private_is_refused_on_any_other_way():
    name = "enterprise-ml-platform"
    private = [
        hop
        for hop in hops(name)
        if hop.step.action == "s3:GetObject"
        and "/raw/" in hop.decision.request.resource
        and "aws:sourcevpce" in hop.decision.request.context.values
    ]
    assert private
    for hop in private:
        assert not denied(name, hop)
        assert denied(name, hop, aws__sourcevpce="vpce-0123456789abcdef0")
        assert denied(name, hop, aws__sourcevpce=None)
