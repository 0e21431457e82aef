"""What a thing is part of, whose policy speaks of it as well."""

from __future__ import annotations

import pytest

from xacct_guard.graph.container import container_of

POINT = "arn:aws:s3:us-east-1:111111111111:accesspoint/door"
MODELS = "arn:aws:sagemaker:us-east-1:111111111111:model-package"


@pytest.mark.parametrize(
    ("arn", "whole"),
    [
        ("arn:aws:s3:::bucket/a/b", "arn:aws:s3:::bucket"),
        ("arn:aws:s3:::bucket", None),
        (f"{POINT}/object/a/b", POINT),
        (f"{POINT}/object/*", POINT),
        (POINT, None),
        (f"{MODELS}/churn/1", f"{MODELS}-group/churn"),
        (f"{MODELS}/alone", None),
    ],
)
def test_each_part_is_of_what_carries_its_policy(arn, whole):
    assert container_of(arn) == whole
