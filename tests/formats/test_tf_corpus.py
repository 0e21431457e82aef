"""Terraform that people have published: all of it loads, and what is not known is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from xacct_guard.config import empty_config
from xacct_guard.iam.symbol import symbols_in
from xacct_guard.load import Estate, load
from xacct_guard.read import read_text
from xacct_guard.read.hcl import read_body

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
FILES = sorted(CORPUS.rglob("*.tf")) if CORPUS.is_dir() else []
FOLDERS = sorted({file.relative_to(CORPUS).parts[0] for file in FILES})
absent = pytest.mark.skipif(not FILES, reason=f"no published templates in {CORPUS}")
NOT_HERE = ("module `terraform_cloud_reference_engine` has no folder",)
"""What is missing in the corpus itself: a submodule of a repository that was not copied."""


def loaded(folder: str) -> Estate:
    return load(empty_config(CORPUS / folder), (CORPUS / folder,))


@absent
def test_every_file_is_read():
    bodies = [read_body(read_text(file)) for file in FILES if file.stat().st_size]
    assert sum(len(body.blocks) for body in bodies) > 500


@absent
@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_loads(folder):
    estate = loaded(folder)
    terraform = [each for each in estate.failures if each.at and ".tf" in each.at.source.name]
    assert [each for each in terraform if not each.message.startswith(NOT_HERE)] == []


@absent
def test_everything_that_is_not_known_has_a_name():
    parts = [part for folder in FOLDERS for part in loaded(folder).parts]
    texts = [role.arn for part in parts for role in part.roles]
    texts += [resource.arn for part in parts for resource in part.resources]
    symbols = [symbol for text in texts for symbol in symbols_in(text)]
    assert symbols
    assert all(symbol.name for symbol in symbols)


@absent
def test_the_roles_and_buckets_of_the_published_modules_are_found():
    parts = loaded("aws-samples__aws-codepipeline-terraform-cicd-samples").parts
    types = sorted(resource.type for part in parts for resource in part.resources)
    assert types.count("s3:bucket") == 2
    assert {"kms:key", "codebuild:project", "codecommit:repository"} <= set(types)
    assert sum(len(part.roles) for part in parts) == 2
    assert sum(len(part.pipelines) for part in parts) == 1
