"""What a text names, by its form alone."""

from __future__ import annotations

import pytest

from xacct_guard.iam.principal_kind import kind_of
from xacct_guard.iam.request import PrincipalKind

KINDS = [
    ("arn:aws:iam::111111111111:user/a/b", PrincipalKind.USER),
    ("arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1", PrincipalKind.USER),
    ("arn:aws-cn:iam::111111111111:role/a/b", PrincipalKind.SESSION),
    ("arn:aws:sts::111111111111:assumed-role/r/s", PrincipalKind.SESSION),
    ("arn:aws:sts::111111111111:federated-user/f", PrincipalKind.FEDERATED_USER),
    ("arn:aws-us-gov:iam::111111111111:root", PrincipalKind.ROOT),
    ("arn:aws:iam::111111111111:saml-provider/p", PrincipalKind.PROVIDER),
    ("arn:aws:iam::111111111111:oidc-provider/gitlab.com", PrincipalKind.PROVIDER),
    ("events.amazonaws.com", PrincipalKind.SERVICE),
    ("logs.cn-north-1.amazonaws.com.cn", PrincipalKind.SERVICE),
    ("aws.internal", PrincipalKind.SERVICE),
    ("*", PrincipalKind.ANONYMOUS),
]
NOBODY = [
    "arn:aws:s3:::bucket",
    "arn:aws:s3:::role/key",
    "arn:aws:iam::111111111111:policy/p",
    "arn:aws:iam::111111111111:group/g",
    "arn:aws:iam::111111111111:instance-profile/p",
    "arn:aws:iam::111111111111:role",
    "arn:aws:iam::111111111111:role/",
    "arn:aws:iam::111111111111:root/x",
    "arn:aws:iam::111111111111:assumed-role/r/s",
    "arn:aws:sts::111111111111:role/r",
    "arn:aws:sts::111111111111:root",
    "stack.Role",
    "Role",
    "",
]


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_a_principal_is_told_by_its_form(text, kind):
    assert kind_of(text) is kind


@pytest.mark.parametrize("text", NOBODY)
def test_what_has_no_such_form_is_nobody(text):
    assert kind_of(text) is None
