"""The context keys of each operation are those that AWS publishes for it, no more and no fewer."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from tests.operations.account import account, called
from xacct_guard import operations as package
from xacct_guard.iam import reference

FOLDER = Path(package.__file__).parent
# Keys that no single parameter of the request brings, and how the operation brings them.
APART = {
    "sagemaker:CreateTransformJob": {"sagemaker:modelarn"},
    "sagemaker:CreateEndpointConfig": {"sagemaker:modelarn"},
}
WITH_KEYS = [
    path.stem for path in sorted(FOLDER.glob("sagemaker_*.py")) if "KEYS" in path.read_text()
]


@pytest.mark.parametrize("file", WITH_KEYS)
def test_each_key_of_the_reference_is_brought_by_a_parameter(file: str):
    module = import_module(f"xacct_guard.operations.{file}")
    action = module.OPERATION.name
    found = reference.action(action)
    assert found is not None and found.condition_keys is not None
    published = {
        key.lower()
        for key in found.condition_keys
        if key.startswith("sagemaker:") and "/$" not in key
    }
    brought = {name for key in module.KEYS for name in _published(key)} | APART.get(action, set())
    assert brought == published


def _published(key: str) -> tuple[str, ...]:
    """Keys of KMS keys have another name in the reference of today."""
    return (f"{key}arn",) if key.endswith("kmskey") else (key,)


@pytest.mark.parametrize("file", [path.stem for path in sorted(FOLDER.glob("sagemaker_*.py"))])
def test_an_empty_request_has_none_of_its_keys(file: str):
    action = import_module(f"xacct_guard.operations.{file}").OPERATION.name
    found = reference.action(action)
    first = called(account(), action.partition(":")[2], {}).steps[0]
    assert first.action == action
    sent = {key for key in first.context if key.startswith("sagemaker:")}
    assert sent <= {"sagemaker:modelarn"}
    assert found is not None
    for key in found.condition_keys or ():
        if key.startswith("sagemaker:") and "/$" not in key and key.lower() not in sent:
            assert key.lower() in first.absent or action in _SAYS_NOTHING, key


# Whether a record is an update is known to the store alone.
_SAYS_NOTHING = {"sagemaker:PutRecord"}
