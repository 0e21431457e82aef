"""The way into an account, without an account: what is AWS's word, and what is a mistake of ours."""

from __future__ import annotations

import pytest

from xacct_guard.collect.access import Access
from xacct_guard.collect.limits import Limits
from xacct_guard.collect.reach import WHO
from xacct_guard.collect.refusal import Refusal


class Expired:
    """A session whose credentials are no longer good."""

    def create_client(self, *_: object, **__: object) -> object:
        from botocore.exceptions import ClientError

        raise ClientError({"Error": {"Code": "ExpiredToken"}}, "GetCallerIdentity")


def asked(renewed: Exception) -> object:
    """What is said where credentials have expired, and making them again raises this."""
    given = iter([Expired()])

    def session() -> object:
        for each in given:
            return each
        raise renewed

    return Access("111111111111", "aws", session, Limits()).ask(WHO, {}, "us-east-1")


def test_credentials_that_nobody_can_make_again_have_expired():
    from botocore.exceptions import CredentialRetrievalError

    error = CredentialRetrievalError(provider="process", error_msg="exit status 1")
    assert asked(error) == Refusal("ExpiredToken")


def test_a_mistake_of_ours_is_no_refusal():
    with pytest.raises(ZeroDivisionError):
        asked(ZeroDivisionError())
