"""What an ARN says of a name and a path; a text that is none is a name."""

from __future__ import annotations

from ..iam.arn import Arn


def name_in(arn: str) -> str:
    """`name` of `arn:…:role/a/b/name`, `a/b` of `arn:…:repository/a/b`: only in IAM there are paths."""
    parsed = Arn.parse(arn)
    if parsed is None:
        return arn
    if parsed.service == "iam" or not parsed.type:
        return parsed.name if parsed.service == "iam" else parsed.resource
    return parsed.resource[len(parsed.type) + 1 :]


def path_in(arn: str) -> str:
    """`/a/b/` of `arn:…:role/a/b/name`."""
    parsed = Arn.parse(arn)
    within = parsed.resource.split("/")[1:-1] if parsed else []
    return "/" + "".join(f"{each}/" for each in within)
