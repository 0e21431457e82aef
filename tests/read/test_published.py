"""What others have published is read, or refused for a reason that we know."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from xacct_guard.errors import InputError
from xacct_guard.read import read, read_all, read_text
from xacct_guard.read.yaml_scalar import plain as plain_scalar
from xacct_guard.span import Node

from .strategies import written

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
REFUSED = {
    "mlpipeline.yaml": "the key `ArtifactStore` is written twice",
    "mlpipeline_1.yaml": "the key `ArtifactStore` is written twice",
    "input_with_max_size_aws_managed_policy.json": "`{` is not a key",
    "input_with_max_size_policy.json": "`{` is not a key",
}


def published() -> list[Path]:
    names = ("*.yaml", "*.yml", "*.json", "*.template")
    return sorted(path for name in names for path in CORPUS.rglob(name))


@pytest.fixture(scope="module")
def files() -> list[Path]:
    found = published()
    if not found:
        pytest.skip(f"no published files at {CORPUS.name}")
    return found


def test_every_published_file_is_read_or_refused_for_a_known_reason(files):
    refused = {}
    for path in files:
        try:
            read_all(read_text(path))
        except InputError as error:
            refused[path.name] = error.message
    assert refused.keys() == REFUSED.keys()
    assert all(says in refused[name] for name, says in REFUSED.items())


def test_every_published_value_is_what_pyyaml_reads_and_lies_where_it_says(files):
    for path in files:
        if path.name in REFUSED or path.suffix == ".json":
            continue
        node = read(read_text(path))
        assert matches(node, yaml.load(path.read_text("utf-8"), Loader=yaml.CBaseLoader)), path
        for each in node.walk():
            if each.value is not None:
                assert written(each.span).strip(), each.span


def matches(node: Node, raw: object) -> bool:
    """PyYAML's base loader gives every scalar as the text it holds."""
    if isinstance(raw, dict):
        return list(node.mapping) == list(raw) and all(
            matches(node.mapping[key], raw[key]) for key in raw
        )
    if isinstance(raw, list):
        return len(node.items) == len(raw) and all(map(matches, node.items, raw))
    return node.value == raw or (node.value == plain_scalar(str(raw)) and node.tag is None)
