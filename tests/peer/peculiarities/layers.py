"""Which policies bind whom, and what they add up to.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
"""

from __future__ import annotations

import copy

from xacct_guard.iam.case import Scenario
from xacct_guard.iam.control import RCP_SERVICES, free_of_rcps, free_of_scps
from xacct_guard.iam.no_permission import needs_no_permission
from xacct_guard.iam.policy import PolicyKind
from xacct_guard.iam.request import PrincipalKind
from xacct_guard.iam.voice import hear

from ..rewriting import EVERYTHING, changed, silence, with_closed_endpoint, with_deny
from .peculiarity import Json, Peculiarity


def federated_without_session(scenario: Json, read: Scenario) -> Json | None:
    """A federated user without a session policy has what its user has."""
    federated = read.request.principal.kind is PrincipalKind.FEDERATED_USER
    if not federated or scenario["policies"].get("session"):
        return None
    made = copy.deepcopy(scenario)
    made["policies"]["session"] = [EVERYTHING]
    return made


def free_of_gates(scenario: Json, read: Scenario) -> Json | None:
    """What needs no permission passes control and endpoint policies too."""
    if not needs_no_permission(read.request):
        return None
    made = copy.deepcopy(scenario)
    made["policies"] |= {"scps": [], "rcps": [], "vpc_endpoint": None}
    return made


def session_before_all(scenario: Json, read: Scenario) -> Json | None:
    """A silent session policy denies, also what the resource gives the session itself."""
    if read.layers.session is None:
        return None
    if not hear(read.layers.session, PolicyKind.SESSION, read.request).allows.is_no:
        return None

    def change(kind: PolicyKind, _: Json, statement: Json) -> bool:
        gives = kind in (PolicyKind.RESOURCE, PolicyKind.TRUST) and statement["Effect"] == "Allow"
        if gives:
            silence(statement, kind)
        return gives

    return changed(scenario, change)


def scps_for_all(scenario: Json, read: Scenario) -> Json | None:
    """Service control policies bind whoever they are given with."""
    if not read.layers.scps or not free_of_scps(read.request).is_yes:
        return None
    voices = [hear(level, PolicyKind.SCP, read.request) for level in read.layers.scps]
    if any(voice.denies.is_yes for voice in voices):
        return with_deny(scenario)
    return with_closed_endpoint(scenario) if any(voice.allows.is_no for voice in voices) else None


def rcps_on_other_services(scenario: Json, read: Scenario) -> Json | None:
    """Resource control policies reach every service."""
    return None if read.request.service in RCP_SERVICES else _rcps_in_force(scenario, read)


def rcps_for_all(scenario: Json, read: Scenario) -> Json | None:
    """Resource control policies bind service-linked roles and the management account."""
    return _rcps_in_force(scenario, read) if read.request.service in RCP_SERVICES else None


def _rcps_in_force(scenario: Json, read: Scenario) -> Json | None:
    if not free_of_rcps(read.request).is_yes:
        return None
    voices = [hear(level, PolicyKind.RCP, read.request) for level in read.layers.rcps]
    return with_deny(scenario) if any(voice.denies.is_yes for voice in voices) else None


FOUND = (
    Peculiarity("PEER-27", federated_without_session),
    Peculiarity("PEER-28", session_before_all, frozenset({"resource"})),
    Peculiarity("PEER-29", scps_for_all, frozenset({"resource", "identity", "vpc_endpoint"})),
    Peculiarity("PEER-30", rcps_on_other_services, frozenset({"resource", "identity"})),
    Peculiarity("PEER-31", rcps_for_all, frozenset({"resource", "identity"})),
    Peculiarity("PEER-34", free_of_gates),
)
