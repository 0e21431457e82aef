"""Location: a bucket and what is named in it, as SageMaker takes it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..graph.caller import Caller
from ..iam.symbol import WRITTEN, Symbol, has_symbol, shown

# `https://s3.eu-west-1.amazonaws.com/bucket/key`, `https://bucket.s3.eu-west-1.amazonaws.com/key`
_HOST = rf"s3[.-](?:[\w.-]|{WRITTEN})*amazonaws\.com(?:\.cn)?"
_BY_PATH = re.compile(rf"https://{_HOST}/([^/]+)/?(.*)")
_BY_HOST = re.compile(rf"https://([^/]+?)\.{_HOST}/?(.*)")


@dataclass(frozen=True, slots=True)
class Location:
    """The ARN of a bucket (or an access point) and a key or prefix in it."""

    bucket: str
    key: str

    @property
    def arn(self) -> str:
        """The ARN of the object of that key."""
        return f"{self.bucket}/{self.key}"

    def all(self) -> str:
        """The ARN of the objects under the prefix: one that ends in a file name is taken to be that object."""
        if "." in self.key.rpartition("/")[2] and not has_symbol(self.key.rpartition("/")[2]):
            return self.arn
        return f"{self.arn}{Symbol('rest of the object name')}"

    def below(self, *names: str) -> str:
        """The ARN of an object under the prefix."""
        return "/".join((f"{self.bucket}/{self.key}".rstrip("/"), *names))


def location_of(uri: str, caller: Caller) -> Location | None:
    """Where a URI leads; None where that is not S3. One that nobody knows yet leads to some bucket."""
    if uri.startswith("s3://arn:"):
        arn, _, rest = uri.removeprefix("s3://").partition("/")
        name, _, key = rest.partition("/")
        return Location(f"{arn}/{name}/object", key)
    if uri.startswith("s3://"):
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        return Location(f"arn:{caller.partition}:s3:::{bucket}", key)
    if (found := _BY_PATH.match(uri) or _BY_HOST.match(uri)) is not None:
        return Location(f"arn:{caller.partition}:s3:::{found[1]}", found[2])
    if has_symbol(uri):
        some = Symbol(f"the bucket of {shown(uri)}")
        return Location(f"arn:{caller.partition}:s3:::{some}", "")
    return None
