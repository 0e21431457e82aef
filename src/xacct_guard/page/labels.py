"""Labels: what things are called for short, and in whose lane they stand."""

from __future__ import annotations

from ..calls import account_of, name_in, parts_of
from ..verdicts import HopVerdict


def owner_of(hop: HopVerdict) -> str:
    """The account in whose lane stands what is asked for."""
    return hop.owner or account_of(hop.resource) or hop.account or ""


def kind_in(arn: str) -> str:
    """What an ARN is of, in a word: `role`, `bucket`, `key`."""
    parts = parts_of(arn)
    if len(parts) < 6:
        return "service" if arn.endswith(".amazonaws.com") else ""
    service, rest = parts[2], parts[5]
    if service == "s3":
        return "objects" if "/" in rest else "bucket"
    head = rest.replace(":", "/").partition("/")[0] if "/" in rest or ":" in rest else ""
    return f"{service} {head}".strip() if service not in ("iam", "sts") else head


def short_name(arn: str) -> str:
    """The name in an ARN without the kind that is told beside it."""
    parts = parts_of(arn)
    if len(parts) < 6 or parts[2] == "s3":
        return bare(name_in(arn))
    rest = parts[5]
    if parts[2] == "iam":
        return bare(rest.rpartition("/")[2] or rest)
    return bare(rest.replace(":", "/", 1).partition("/")[2] or rest)


def bare(name: str) -> str:
    """A name that is nothing but one that AWS has yet to give, without its sign: `${stack.Role}`."""
    inner = name.removeprefix("${").removesuffix("}")
    return inner if name == f"${{{inner}}}" and "${" not in inner else name
