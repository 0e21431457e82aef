"""The form of ARNs: none that AWS prints is at fault, and what is wrong with others is said."""

from __future__ import annotations

import re

import pytest

from xacct_guard.iam import reference
from xacct_guard.iam.symbol import Symbol
from xacct_guard.rule.arn_form import arn_fault, is_region_name

KNOWN = {"Partition": "aws", "Region": "eu-west-1", "Account": "111111111111"}
OPEN = str(Symbol("parameter Where"))


def printed() -> list[str]:
    """Every form of ARN in the reference, what is open in it filled with something."""
    types = (
        each
        for name in reference.services()
        for each in reference.service(name).resource_types.values()
    )
    forms = {arn for each in types for arn in each.arns if re.match(r"arn:[^:]+:[a-z0-9-]+:", arn)}
    return sorted(
        re.sub(r"\$\{(\w+)\}", lambda m: KNOWN.get(m[1], "some-name"), arn) for arn in forms
    )


def test_no_arn_that_aws_prints_is_at_fault():
    faults = {arn: fault.why for arn in printed() if (fault := arn_fault(arn, of_resource=True))}
    assert faults == {}


@pytest.mark.parametrize(
    "arn",
    [
        "*",
        "arn:*",
        f"{OPEN}/*",
        f"arn:aws:s3:::{OPEN}/data/*",
        f"arn:aws:sqs:{OPEN}:111111111111:work",
        "arn:aws:iam::111111111111:role/${aws:PrincipalTag/team}-*",
        "arn:aws:logs:eu-west-1:111111111111:log-group:/aws/codebuild/work:*",
        "arn:aws:ecr:*:111111111111:repository/*",
        "arn:aws:sagemaker:eu-west-1:111111111111:model-package/fraud/*",
    ],
)
def test_what_may_name_something_is_left_alone(arn):
    fault = arn_fault(arn, of_resource=True)
    assert fault is None or fault.harmless


@pytest.mark.parametrize(
    ("arn", "why"),
    [
        ("arn:awss:s3:::data", "partition"),
        ("arn:aws:SageMaker:eu-west-1:111111111111:model/fraud", "small letters"),
        ("arn:aws:sagmaker:eu-west-1:111111111111:model/fraud", "no service"),
        ("arn:aws:sagemaker:europe:111111111111:model/fraud", "Region"),
        ("arn:aws:sagemaker:eu-west-1:1111:model/fraud", "twelve digits"),
        ("arn:aws:sagemaker::111111111111:model/fraud", "the Region is missing"),
        ("arn:aws:sagemaker:eu-west-1::model/fraud", "the account is missing"),
        ("arn:aws:s3:eu-west-1::data", "no Region"),
        ("arn:aws:s3::111111111111:data", "no account"),
        ("arn:aws:sagemaker:eu-west-1:111111111111:Model/fraud", "is called"),
        ("arn:aws:sts::111111111111:assumed-role/work/*", "is called"),
    ],
)
def test_the_part_that_is_wrong_is_named(arn, why):
    fault = arn_fault(arn, of_resource=True)
    assert fault is not None
    assert why in fault.why


def test_where_no_resource_is_named_the_tables_of_a_service_say_nothing():
    assert arn_fault("arn:aws:s3:eu-west-1:111111111111:data", of_resource=False) is None


@pytest.mark.parametrize("name", ["us-east-1", "ap-southeast-7", "us-gov-west-1", "cn-north-1"])
def test_a_region_has_the_name_of_an_area_and_a_number(name):
    assert is_region_name(name)


@pytest.mark.parametrize("name", ["us-east", "us-east1", "us-est-1", "europe", "us-east-10", ""])
def test_another_name_is_none_of_a_region(name):
    assert not is_region_name(name)
