"""Names that CloudFormation invents: symbols that claim no more than is certain."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

from tests.formats.cfn import opened
from xacct_guard.graph.model import Placement
from xacct_guard.iam.symbol import Symbol, only_symbol, shown

GROUND = """
Resources:
  ArtifactStoreBucket: {Type: AWS::S3::Bucket}
  DeployRole: {Type: AWS::IAM::Role}
  Key: {Type: AWS::KMS::Key}
  Table: {Type: AWS::RDS::DBInstance}
  Thing: {Type: "Custom::Thing"}
"""


def name_of(logical: str, stack: str = "train", label: str = "") -> Symbol:
    placement = Placement("111111111111", "eu-west-1", stack, label=label)
    found = only_symbol(opened(GROUND, placement).reference(f"resources.{logical}"))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("logical", "real"),
    [
        ("ArtifactStoreBucket", "train-artifactstorebucket-1jx2k3abcdefg"),
        ("DeployRole", "train-DeployRole-1JX2K3ABCDEFG"),
        ("Key", "1234abcd-12ab-34cd-56ef-1234567890ab"),
    ],
)
def test_a_name_that_is_invented_fits_its_shape(logical: str, real: str):
    symbol = name_of(logical)
    assert symbol.created
    assert symbol.name == f"train.{logical}"
    assert fnmatchcase(real, symbol.shape)


def test_a_name_that_may_be_cut_claims_nothing():
    long = "a-stack-with-a-name-that-leaves-no-room"
    assert name_of("DeployRole", long).shape == "*"
    assert name_of("DeployRole", long).created
    assert name_of("DeployRole", "a" * 38).shape == f"{'a' * 38}-DeployRole-*"
    assert name_of("DeployRole", "a" * 39).shape == "*"


def test_a_stack_whose_name_is_open_gives_names_without_a_shape():
    stack = str(Symbol("stack of a.yaml"))
    symbol = name_of("DeployRole", stack)
    assert (symbol.name, symbol.shape) == ("${stack of a.yaml}.DeployRole", "*")


def test_what_others_may_write_down_is_not_unlike_every_known_name():
    assert not name_of("Table").created
    assert not name_of("Thing").created


def test_one_stack_in_two_accounts_makes_two_buckets():
    one, other = (name_of("ArtifactStoreBucket", label=label) for label in ("dev", "prod"))
    assert one != other
    assert one.shape == other.shape


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("resources.DeployRole.Arn", "arn:aws:iam::111111111111:role/${train.DeployRole}"),
        ("resources.Key.Arn", "arn:aws:kms:eu-west-1:111111111111:key/${train.Key}"),
        ("resources.Nobody", None),
        ("outputs.Nobody", None),
        ("exports.nobody", None),
        ("ssm./nobody", None),
        ("nonsense", None),
        ("", None),
    ],
)
def test_others_refer_to_a_stack_by_path(path: str, value: str | None):
    found = opened(GROUND).reference(path)
    assert (shown(found) if found else None) == value


def test_exports_and_ssm_parameters_of_a_stack_are_found_by_name():
    loaded = opened(
        """
        Resources:
          Bucket: {Type: AWS::S3::Bucket}
          Setting: {Type: AWS::SSM::Parameter, Properties: {Name: /bucket, Value: !Ref Bucket}}
        Outputs:
          Name: {Value: !Ref Bucket, Export: {Name: !Sub "${AWS::StackName}-bucket"}}
        """
    )
    paths = ("outputs.Name", "exports.train-bucket", "ssm./bucket", "resources.Setting.Value")
    assert {shown(loaded.reference(path)) for path in paths} == {"${train.Bucket}"}
