"""Terraform that people have published: all of it loads, and what is not known is named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from xacct_guard.config import empty_config
from xacct_guard.graph.model import Parts
from xacct_guard.iam.symbol import Symbol, shown, symbols_in
from xacct_guard.load import Estate, load
from xacct_guard.read import read_text
from xacct_guard.read.hcl import read_body
from xacct_guard.span import Span

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


REASONS = {
    "no value for the variable": r"\bvar\.[\w.\[\]]+ of ",
    "no account, no region": r"^(account|region) of ",
    "left to the command line": r"^(bucket|key) of the state of ",
    "a placeholder": r"^placeholder ",
    "a data source": r"\bdata\.\w+\.\w+|^data\.",
    "a module that is not here": r"\bmodule\.\w+ \(",
    "made up by the deployment": r"^[\w-]+/(module\.\S+\.)?[a-z]\w+\.\S",
    "how many there are": r"^(each\.\w+|count\.index) of ",
    "a function of the moment": r"\b(uuid|timestamp)\(",
    "an attribute that its object has not": r"\.\w+\(|\[\]\(",
}
"""What a symbol of the corpus is named after."""


def symbols_of(value: object) -> Iterator[Symbol]:
    """Every symbol in what was loaded."""
    if isinstance(value, str):
        yield from symbols_in(value)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from symbols_of(key)
            yield from symbols_of(each)
    elif isinstance(value, tuple | list | frozenset):
        for each in value:
            yield from symbols_of(each)
    elif is_dataclass(value) and not isinstance(value, Span):
        for member in fields(value):
            yield from symbols_of(getattr(value, member.name))


def reasons_of(name: str) -> list[str]:
    return [why for why, pattern in REASONS.items() if re.search(pattern, shown(name))]


def is_terraform(parts: Parts) -> bool:
    return any(made.span.source.name.endswith(".tf") for made in parts.made)


@absent
def test_everything_that_is_not_known_has_a_reason():
    parts = [part for folder in FOLDERS for part in loaded(folder).parts if is_terraform(part)]
    symbols = {symbol for part in parts for symbol in symbols_of(part)}
    unexplained = {shown(symbol.name) for symbol in symbols if not reasons_of(symbol.name)}
    assert unexplained == set()
    assert len(symbols) > 40
