"""What an allow is put down to, and what an unknown depends on: in words, by both engines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from notation import scenario_of

from tests.written import written
from xacct_guard.iam.case import read_scenario
from xacct_guard.iam.context import in_order, spelled
from xacct_guard.iam.decide import decide
from xacct_guard.iam.index import Compiled, Ruling

Case = Mapping[str, Any]
CASES: list[Case] = written(Path(__file__).with_name("reasons.yaml"))


def ruling_on(case: Case) -> Ruling:
    """The ruling, on which both engines agree."""
    scenario = read_scenario(scenario_of(case))
    decision = decide(scenario.request, scenario.layers, scenario.semantics)
    found = Compiled(scenario.layers).ruling(scenario.request, scenario.semantics)
    assert found == (decision.verdict, decision.denied_by, decision.depends_on, decision.reason)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_an_allow_is_put_down_to_what_gives_it(case: Case) -> None:
    found = ruling_on(case)
    assert (found.verdict, found.reason) == ("allow", case["says"])


@pytest.mark.parametrize(
    "identity",
    [
        ("allow logs:* on *", "allow s3:PutObject on *"),
        ("allow s3:PutObject on *", "allow logs:* on *"),
        ("allow s3:GetObject on arn:aws:s3:::other/*", "allow s3:PutObject on *"),
    ],
    ids=" | ".join,
)
def test_of_statements_as_close_the_most_alike_is_told(identity: tuple[str, ...]) -> None:
    case = {"name": "near", "does": "s3:PutObjectAcl", "identity": list(identity)}
    scenario = read_scenario(scenario_of(case))
    request, layers, semantics = scenario.request, scenario.layers, scenario.semantics
    for decision in (
        decide(request, layers, semantics),
        Compiled(layers).decide(request, semantics),
    ):
        (miss,) = (outcome.nearest for outcome in decision.outcomes if outcome.nearest)
        assert (miss.element, miss.wanted) == ("Action", "s3:PutObject")


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (("aws:SourceVpce", "AWS:sourcevpce"), "aws:SourceVpce"),
        (("S3:Max-Keys", "s3:MAX-KEYS"), "s3:max-keys"),
        (("KMS:encryptioncontext:run", "kms:EncryptionContext:Run"), "kms:EncryptionContext:Run"),
        (("aws:principaltag/Team", "aws:PrincipalTag/team"), "aws:PrincipalTag/Team"),
        (("acme:Colour", "ACME:colour"), "ACME:colour"),
    ],
)
def test_a_key_is_told_once_however_it_is_written(keys: tuple[str, str], told: str) -> None:
    conditions = [f'allow s3:* on * when {{StringEquals: {{"{key}": x}}}}' for key in keys]
    case = {"name": told, "unknown": [keys[0]], "identity": conditions}
    assert ruling_on(case).depends_on == (told,)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("AWS:PRINCIPALORGID", "aws:PrincipalOrgID"),
        ("s3:PREFIX", "s3:prefix"),
        ("s3:existingobjecttag/Team", "s3:ExistingObjectTag/Team"),
        ("SAGEMAKER:resourcetag/Team", "sagemaker:ResourceTag/Team"),
        ("kms:viaservice", "kms:ViaService"),
        ("no:SuchKey", "no:SuchKey"),
    ],
)
def test_a_key_is_spelled_as_aws_spells_it(key: str, expected: str) -> None:
    assert spelled(key) == expected


def test_names_that_are_no_keys_are_kept_apart_by_their_case() -> None:
    assert in_order(["role Train", "role train"]) == ("role Train", "role train")
