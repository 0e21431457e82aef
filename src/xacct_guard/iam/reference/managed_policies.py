"""AWS managed policies: the documents AWS keeps, by ARN, as they were on the pack's date."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from .pack import Pack, open_pack

_HOME = "arn:aws:"
_CHINA = "aws-cn"


def managed_policy(arn: str) -> str | None:
    """The default version of the AWS managed policy `arn`, JSON text indented by two.

    The pack holds the documents of partition `aws`. For another partition the document of the
    same name is given when nothing in it belongs to one partition; otherwise, and for a name
    the pack does not know, None: the policy may exist, its text is not known here.
    """
    partition, _, rest = arn.removeprefix("arn:").partition(":")
    if not arn.startswith("arn:") or (name := f"{_HOME}{rest}") not in pack().places:
        return None
    text = json.dumps(pack().read(name), indent=2, ensure_ascii=False) + "\n"
    return text if partition == "aws" or not _is_bound(text, partition) else None


def managed_policy_names() -> tuple[str, ...]:
    """The ARN, with its path, of every packed policy, sorted."""
    return tuple(pack().places)


@cache
def pack() -> Pack:
    """The pack, its head read once."""
    return open_pack(Path(__file__).with_name("managed_policies.pack"))


def _is_bound(text: str, partition: str) -> bool:
    """Whether a document of partition `aws` may read otherwise in `partition`.

    ARNs name their partition; China has service principals of its own DNS suffix.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
    https://docs.amazonaws.cn/en_us/aws/latest/userguide/iam.html
    """
    return _HOME in text or (partition == _CHINA and ".amazonaws.com" in text)
