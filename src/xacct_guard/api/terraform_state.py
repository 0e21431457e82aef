"""The state of a Terraform configuration in S3: what reading, locking and writing it asks for.

Source: developer.hashicorp.com/terraform/language/backend/s3, "Permissions Required".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..graph.caller import Caller
from ..graph.model import StateStore
from ..graph.step import Page, Step
from ..iam.request import ContextValue
from ..span import Node

_PAGE = Page("https://developer.hashicorp.com/terraform/language/backend/s3")
_LOCKS = ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem")


def state_used(backend: Node, caller: Caller) -> Iterator[Step]:
    """One run on a state: list, lock, read, write, unlock. `backend` has the arguments of the `s3` backend.

    Without a bucket nobody knows where the state is.
    """
    bucket, key = backend.text_at("bucket"), backend.text_at("key")
    if bucket is None or key is None:
        yield caller.unknown("use the state", "where the Terraform state is", _PAGE)
        return
    here = replace(caller, region=backend.text_at("region") or caller.region)
    arn = f"arn:{here.partition}:s3:::{bucket}"
    workspace = backend.text_at("workspace")
    if workspace not in (None, "default"):
        key = f"{backend.text_at('workspace_key_prefix') or 'env:'}/{workspace}/{key}"
    prefix: dict[str, ContextValue] = {"s3:prefix": key}
    yield here.ask("look for the state", "s3:ListBucket", arn, _PAGE, context=prefix)
    yield from _locked(backend, f"{bucket}/{key}", here)
    under = backend.text_at("kms_key_id")
    yield here.ask("read the state", "s3:GetObject", f"{arn}/{key}", _PAGE, key=under)
    sent = _headers(backend)
    yield here.ask(
        "write the state", "s3:PutObject", f"{arn}/{key}", _PAGE, context=sent, key=under
    )
    if under is not None:
        yield here.ask("encrypt the state", "kms:Encrypt", under, _PAGE, optional=True)


def arguments_of(store: StateStore) -> Node:
    """The arguments of the backend that a folder's code is told to use."""
    given = {
        "bucket": store.bucket,
        "key": store.key,
        "region": store.region,
        "kms_key_id": store.kms_key,
        "dynamodb_table": store.lock_table,
        "use_lockfile": "true" if store.locks_by_object else None,
    }
    members = {name: Node(text, store.span) for name, text in given.items() if text is not None}
    if store.role is not None:
        role = Node({"role_arn": Node(store.role, store.span)}, store.span)
        members["assume_role"] = role
    return Node(members, store.span)


def _headers(backend: Node) -> dict[str, ContextValue]:
    """A key of its own, or with `encrypt` the one of S3, is asked for by header."""
    name, key = "s3:x-amz-server-side-encryption", backend.text_at("kms_key_id")
    if key is not None:
        return {name: "aws:kms", f"{name}-aws-kms-key-id": key}
    return {name: "AES256"} if backend.text_at("encrypt") == "true" else {}


def _locked(backend: Node, state: str, caller: Caller) -> Iterator[Step]:
    """The lock is a file beside the state, which is only written where there is none, or a row of a table."""
    under = backend.text_at("kms_key_id")
    if backend.text_at("use_lockfile") == "true":
        lock = f"arn:{caller.partition}:s3:::{state}.tflock"
        only_new: dict[str, ContextValue] = {"s3:if-none-match": "*", **_headers(backend)}
        yield caller.ask("lock the state", "s3:PutObject", lock, _PAGE, context=only_new, key=under)
        yield caller.ask("look at the lock", "s3:GetObject", lock, _PAGE, key=under)
        yield caller.ask("unlock the state", "s3:DeleteObject", lock, _PAGE)
    named = backend.text_at("dynamodb_table")
    if named is None:
        return
    table = named if named.startswith("arn:") else caller.arn("dynamodb", f"table/{named}")
    yield caller.ask("look at the table", "dynamodb:DescribeTable", table, _PAGE, optional=True)
    row: dict[str, ContextValue] = {"dynamodb:leadingkeys": (state,)}
    for action in _LOCKS:
        yield caller.ask("lock the state", action, table, _PAGE, context=row)


def applied(caller: Caller) -> Step:
    """What an apply changes: the resources are in the code, the calls that make them in the provider."""
    return caller.unknown("make what the code declares", "what Terraform makes in AWS", _PAGE)
