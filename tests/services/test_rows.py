"""What an ARN names, by the rows of the services."""

from __future__ import annotations

import pytest

from xacct_guard import services


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        (
            "arn:aws:kms:us-east-1:111111111111:key/1-2",
            "kms:key",
        ),  # not a replica, of the same form
        ("arn:aws:lambda:us-east-1:111111111111:function:f", "lambda:function"),
        ("arn:aws:ec2:us-east-1:111111111111:route-table/rtb-1", "ec2:route-table"),
        ("arn:aws:s3:::models", "s3:bucket"),
    ],
)
def test_of_several_with_the_form_of_an_arn_the_one_of_its_type_is_meant(arn: str, name: str):
    row = services.of_arn(arn)
    assert row is not None and row.name == name
