"""Which action names the reference knows, and which one somebody may have meant."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from xacct_guard.iam import reference
from xacct_guard.iam.action import (
    closest_action,
    is_known_action,
    is_known_service,
    reference_is_old,
)
from xacct_guard.iam.operation import action_meant


@pytest.mark.parametrize(
    ("pattern", "known"),
    [
        ("*", True),
        ("s3:GetObject", True),
        ("S3:getobject", True),
        ("s3:Get*", True),
        ("kms:ReEncrypt", False),
        ("kms:ReEncrypt*", True),
        ("s3:HeadObject", False),
        ("nothing:Get", False),
    ],
)
def test_an_action_is_known_if_the_reference_has_one_that_it_matches(pattern: str, known: bool):
    assert is_known_action(pattern) is known


@pytest.mark.parametrize(("prefix", "known"), [("s3", True), ("SageMaker", True), ("s4", False)])
def test_a_service_is_known_by_its_prefix_in_any_case(prefix: str, known: bool):
    assert is_known_service(prefix) is known


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("s3:GetObjct", "s3:GetObject"),
        ("S3:PUTOBJEKT", "s3:PutObject"),
        ("kms:ReEncrypt", "kms:ReEncryptTo"),
        ("s3:Zzzzzzzzzz", None),
        ("nothing:GetObject", None),
        ("nothing", None),
    ],
)
def test_the_action_that_was_meant_is_the_likest_of_the_same_service(
    written: str, meant: str | None
):
    assert closest_action(written) == meant


@pytest.mark.parametrize(("days", "old"), [(0, False), (60, False), (61, True), (400, True)])
def test_the_reference_is_old_after_sixty_days(days: int, old: bool):
    packed = date.fromisoformat(reference.dates()["service authorization reference"])
    assert reference_is_old(packed + timedelta(days=days)) is old


def test_without_a_day_today_counts():
    assert reference_is_old() is reference_is_old(date.today())


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("s3:HeadObject", "s3:GetObject"),
        ("s3:CopyObject", "s3:PutObject"),
        ("lambda:Invoke", "lambda:InvokeFunction"),
        ("s3:getobject", "s3:getobject"),
        ("s3:NoSuchThing", "s3:NoSuchThing"),
        ("some-service:NoSuchThing", "some-service:NoSuchThing"),
        ("assume-role", "assume-role"),
    ],
)
def test_an_operation_stands_for_the_action_it_asks_for(said: str, meant: str):
    assert action_meant(said) == meant
