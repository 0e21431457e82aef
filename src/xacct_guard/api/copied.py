"""The object that a call of S3 copies: who writes the copy has to be able to read it.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..graph.caller import Caller
from ..graph.step import Page, Step
from ..span import Node

_SOURCE = "CopySource"
_PAGE = Page.of("AmazonS3/latest/API", "API_CopyObject.html")
_VERSION = "?versionId="
_ENCODED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


def read_for_copy(parameters: Node, caller: Caller, says: str) -> Iterator[Step]:
    """The request that reads the source, as `CopySource` names it: `bucket/key`, or an access point's ARN."""
    named = parameters.text_at(_SOURCE)
    if named is None:
        return
    whole, version, _ = named.partition(_VERSION)
    source = _ENCODED.sub(_letters, whole).removeprefix("/")
    arn = source if source.startswith("arn:") else f"arn:{caller.partition}:s3:::{source}"
    action = "s3:GetObjectVersion" if version else "s3:GetObject"
    yield caller.ask(f"{says}: read what is copied", action, arn, _PAGE)


def but_for_source(parameters: Node) -> Node:
    """The parameters that say where the copy goes."""
    rest = {name: node for name, node in parameters.mapping.items() if name != _SOURCE}
    return replace(parameters, value=rest)


def _letters(encoded: re.Match[str]) -> str:
    return bytes.fromhex(encoded[0].replace("%", "")).decode(errors="replace")
