"""JSON: each policy as a document of its own, as IAM takes it, in an order in which AWS takes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...grants.generate import Generated
from ...iam.symbol import shown
from ...terminal.json_text import json_text
from .. import Blueprint, Document, Format
from ..arn_parts import name_in
from ..deployment import Deployment
from ..file_names import file_name
from ..plain import plain


def write(deployment: Deployment) -> Blueprint:
    """The documents; `${stack.LogicalId}` in them stands for what only a deployment names."""
    return Blueprint(tuple(_documents(deployment)))


def _documents(deployment: Deployment) -> Iterator[Document]:
    seen: Counter[str] = Counter()
    for step in deployment.order(whole=False).steps:
        for piece in step.pieces:
            if (one := piece.policy) is not None:
                path = _path(one)
                seen[path] += 1
                number = f"-{seen[path]}" if seen[path] > 1 else ""
                yield Document(
                    f"{path}{number}.json",
                    json_text(plain(one.document)),
                    step.place.account,
                    step.place.region,
                    f"the {_KINDS.get(one.kind.value, one.kind.value)} of `{shown(one.attached_to)}`",
                    sets=(one,),
                )


_KINDS = {
    "identity": "identity policy",
    "trust": "trust policy",
    "resource": "resource policy",
    "vpc_endpoint": "policy",
}


def _path(one: Generated) -> str:
    """`ACCOUNT/KIND-NAME`, with the number of the part where a principal needs several."""
    name = name_in(one.attached_to)
    path = f"{file_name(one.account)}/{one.kind}-{file_name(name)}"
    return f"{path}-{one.part}" if one.part else path


FORMAT = Format("json", write)
