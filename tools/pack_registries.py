"""Make `registries.pack` from an unpacked wheel of the SageMaker Python SDK (Apache-2.0).

Run from the repository's root; see docs/how-to/refresh-packed-data.md:

    python -m tools.pack_registries path/to/unpacked/sagemaker --date 2026-01-31 [--out FILE]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from tools.wheel_version import wheel_version
from xacct_guard.iam.reference.pack import Json, encode_pack

OUT = Path("src/xacct_guard/iam/reference/registries.pack")
NAME = "registries of SageMaker's own images"


def encode(images: list[Json], version: str, date: str) -> bytes:
    """The pack of the SDK's tables: for each account of AWS, its repositories by Region.

    The wheel bears no date; `date` is the day it was fetched.
    """
    accounts: dict[str, dict[str, set[str]]] = {}
    for image in images:
        for account, region, repository in _kept(image, ""):
            accounts.setdefault(account, {}).setdefault(region, set()).add(repository)
    documents = {
        account: {region: sorted(names) for region, names in sorted(regions.items())}
        for account, regions in accounts.items()
    }
    source = {"package": "sagemaker", "version": version, "license": "Apache-2.0", "date": date}
    return encode_pack({"name": NAME, "date": date, "sources": [source]}, documents)


def _kept(node: Json, repository: str) -> Iterator[tuple[str, str, str]]:
    """Account, Region and repository wherever `registries` stand under a `repository`."""
    if not isinstance(node, dict):
        return
    repository = node.get("repository", repository)
    for region, account in node.get("registries", {}).items():
        yield account, region, repository
    for inner in node.values():
        yield from _kept(inner, repository)


def main() -> None:
    """Read the arguments, write the pack."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path, help="the folder the SDK's wheel was unpacked to")
    parser.add_argument("--date", required=True, help="the day it was fetched, as 2026-01-31")
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    files = sorted((given.wheel / "sagemaker/image_uri_config").glob("*.json"))
    images = [json.loads(file.read_text("utf-8")) for file in files]
    packed = encode(images, wheel_version(given.wheel, "sagemaker"), given.date)
    given.out.write_bytes(packed)
    print(f"{given.out}: {len(packed):,} bytes")


if __name__ == "__main__":
    main()
