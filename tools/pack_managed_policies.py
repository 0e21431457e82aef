"""Make `managed_policies.pack` from an unpacked wheel of moto (Apache-2.0).

Run from the repository's root; see docs/how-to/refresh-packed-data.md:

    python -m tools.pack_managed_policies path/to/unpacked/moto [--out FILE]
"""

from __future__ import annotations

import argparse
import ast
import json
from collections.abc import Mapping
from pathlib import Path

from tools.preset_dictionary import preset_dictionary
from tools.wheel_version import wheel_version
from xacct_guard.iam.reference.pack import Json, encode_pack

OUT = Path("src/xacct_guard/iam/reference/managed_policies.pack")
NAME = "AWS managed policies"
# The source sorts keys; these orders are the ones the policy grammar is printed in.
DOCUMENT = ("Version", "Id", "Statement")
STATEMENT = (
    *("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction"),
    *("Resource", "NotResource", "Condition"),
)


def encode(policies: Mapping[str, Mapping[str, Json]], version: str) -> bytes:
    """The pack of moto's table (name to `Path`, `UpdateDate`, `Document`).

    Its date is the newest `UpdateDate`: a day on which the table is known to have been whole.
    """
    documents = {
        f"arn:aws:iam::aws:policy{policy['Path']}{name}": _in_order(policy["Document"])
        for name, policy in policies.items()
    }
    date = max(policy["UpdateDate"] for policy in policies.values())[:10]
    source = {"package": "moto", "version": version, "license": "Apache-2.0", "date": date}
    about = {"name": NAME, "date": date, "sources": [source]}
    return encode_pack(about, documents, preset_dictionary(documents.values()))


def _in_order(document: Mapping[str, Json]) -> dict[str, Json]:
    return _sorted_as({**document, "Statement": _ordered(document["Statement"])}, DOCUMENT)


def _ordered(statement: Json) -> Json:
    """The statements with their elements in order; a lone statement stays lone."""
    if isinstance(statement, list):
        return [_ordered(one) for one in statement]
    return _sorted_as(statement, STATEMENT)


def _sorted_as(mapping: Mapping[str, Json], order: tuple[str, ...]) -> dict[str, Json]:
    """The members in `order`; ValueError for a member the order does not know."""
    return dict(sorted(mapping.items(), key=lambda item: order.index(item[0])))


def _read_table(wheel: Path) -> Mapping[str, Mapping[str, Json]]:
    """The table, read as text: the module is one assignment of a JSON string, never run here."""
    module = ast.parse((wheel / "moto/iam/aws_managed_policies.py").read_text("utf-8"))
    (assignment,) = (step for step in module.body if isinstance(step, ast.Assign))
    table: Mapping[str, Mapping[str, Json]] = json.loads(ast.literal_eval(assignment.value))
    return table


def main() -> None:
    """Read the arguments, write the pack."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path, help="the folder moto's wheel was unpacked to")
    parser.add_argument("--out", type=Path, default=OUT)
    arguments = parser.parse_args()
    packed = encode(_read_table(arguments.wheel), wheel_version(arguments.wheel, "moto"))
    arguments.out.write_bytes(packed)
    print(f"{arguments.out}: {len(packed):,} bytes")


if __name__ == "__main__":
    main()
