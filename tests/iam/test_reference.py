"""The packed data: known facts, every name, and the packers on small samples."""

import json
import re
from pathlib import Path

import pytest

from tools.pack_managed_policies import encode as encode_managed_policies
from xacct_guard.iam.reference import managed_policy, managed_policy_names
from xacct_guard.iam.reference.managed_policies import pack as managed_policy_pack
from xacct_guard.iam.reference.pack import encode_pack, open_pack

SHARED = Path(__file__).resolve().parents[3] / "shared"
AWS = "arn:aws:iam::aws:policy/"
IN_USE = (
    "AWSCloudFormationFullAccess",
    "AWSCodePipelineCustomActionAccess",
    "AWSCodePipeline_FullAccess",
    "AWSLambda_FullAccess",
    "AWSStepFunctionsFullAccess",
    "AmazonS3FullAccess",
    "AmazonSageMakerFullAccess",
    "service-role/AWSLambdaBasicExecutionRole",
    "service-role/AWSLambdaRole",
)


def document(name, partition="aws"):
    return json.loads(managed_policy(f"arn:{partition}:iam::aws:policy/{name}"))


# --- packs -----------------------------------------------------------------------------------


def test_a_pack_gives_back_what_was_packed(tmp_path):
    documents = {"b": {"x": [1, "é", None]}, "a": [], "": "text"}
    path = tmp_path / "small.pack"
    path.write_bytes(encode_pack({"date": "2026-01-02"}, documents, 'dictionary,"é"'))
    pack = open_pack(path)
    assert pack.about == {"date": "2026-01-02"}
    assert dict(pack.read_all()) == documents
    assert {name: pack.read(name) for name in pack.places} == documents


def test_packing_is_deterministic():
    one = encode_pack({"date": "1"}, {"a": 1, "b": 2})
    assert one == encode_pack({"date": "1"}, {"b": 2, "a": 1})


def test_another_file_is_not_a_pack(tmp_path):
    path = tmp_path / "other.pack"
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(ValueError, match=r"`other\.pack` is not a pack"):
        open_pack(path)


# --- AWS managed policies --------------------------------------------------------------------


@pytest.mark.parametrize("name", IN_USE)
def test_a_policy_pipelines_use_is_packed(name):
    assert document(name)["Statement"]


def test_every_managed_policy_is_a_policy_document():
    names = managed_policy_names()
    assert len(names) > 1500
    assert list(names) == sorted(names)
    for name, policy in managed_policy_pack().read_all():
        assert name.startswith(AWS)
        assert policy["Version"] in {"2012-10-17", "2008-10-17"}, name
        assert list(policy)[-1] == "Statement", name
        assert policy["Statement"], name


def test_the_text_is_indented_so_that_lines_mean_something():
    lines = managed_policy(f"{AWS}AmazonS3FullAccess").splitlines()
    assert lines[:2] == ["{", '  "Version": "2012-10-17",']
    assert '        "s3:*",' in lines


def test_a_path_is_part_of_the_name():
    assert managed_policy(f"{AWS}AWSLambdaRole") is None
    assert document("service-role/AWSLambdaRole")["Statement"][0]["Action"] == [
        "lambda:InvokeFunction"
    ]


@pytest.mark.parametrize(
    "arn",
    [
        "",
        "AmazonS3FullAccess",
        "arn:aws:iam::aws:policy/",
        "arn:aws:iam::aws:policy/NoSuchPolicy",
        "arn:aws:iam::111122223333:policy/AmazonS3FullAccess",
        "aws:iam::aws:policy/AmazonS3FullAccess",
    ],
)
def test_an_unknown_policy_is_none(arn):
    assert managed_policy(arn) is None


@pytest.mark.parametrize("partition", ["aws-cn", "aws-us-gov"])
def test_another_partition_shares_a_document_that_names_none(partition):
    assert document("AmazonS3FullAccess", partition) == document("AmazonS3FullAccess")


@pytest.mark.parametrize(
    ("partition", "name"),
    [
        ("aws-cn", "AmazonSageMakerFullAccess"),
        ("aws-us-gov", "AWSLambda_FullAccess"),
        ("aws-cn", "service-role/AmazonEC2ContainerServiceAutoscaleRole"),
    ],
)
def test_another_partition_does_not_share_a_document_bound_to_one(partition, name):
    known = document(name)
    bound = "arn:aws:" in json.dumps(known)
    expected = None if bound else managed_policy(f"{AWS}{name}")
    assert managed_policy(f"arn:{partition}:iam::aws:policy/{name}") == expected


def test_the_packer_of_managed_policies_keeps_documents_and_newest_date(tmp_path):
    statement = {"Action": "s3:*", "Effect": "Allow", "Resource": "*", "Sid": "A"}
    table = {
        "New": {
            "Path": "/service-role/",
            "UpdateDate": "2026-02-03T00:00:00+00:00",
            "Document": {"Statement": [statement], "Version": "2012-10-17"},
        },
        "Old": {
            "Path": "/",
            "UpdateDate": "2015-02-03T00:00:00+00:00",
            "Document": {"Statement": statement, "Version": "2012-10-17"},
        },
    }
    path = tmp_path / "managed.pack"
    path.write_bytes(encode_managed_policies(table, "1.2.3"))
    pack = open_pack(path)
    assert (pack.about["date"], pack.about["sources"][0]["version"]) == ("2026-02-03", "1.2.3")
    assert pack.read(f"{AWS}service-role/New") == table["New"]["Document"]
    assert pack.read(f"{AWS}Old") == table["Old"]["Document"]
    assert list(pack.read(f"{AWS}Old")["Statement"]) == ["Sid", "Effect", "Action", "Resource"]


def test_every_managed_policy_the_shared_material_names_is_packed():
    folders = [SHARED / name for name in ("corpus", "systems", "seeds")]
    if not all(folder.is_dir() for folder in folders):
        pytest.skip(f"no shared material beside the working copy ({SHARED})")
    named = set()
    for folder in folders:
        for path in filter(Path.is_file, folder.rglob("*")):
            text = path.read_text("utf-8", errors="replace")
            named |= set(re.findall(r"iam::aws:policy/([\w+=,.@/-]+)", text))
    missing = sorted(name for name in named if managed_policy(f"{AWS}{name}") is None)
    assert len(named) > 20
    assert missing == []
