"""Write down the policy templates of the Serverless Application Model, as its own package has them.

Usage: python -m tools.pack_policy_templates aws_sam_translator-VERSION-py3-none-any.whl
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

_DATA = "samtranslator/policy_templates_data/policy_templates.json"
_INTO = Path(__file__).parents[1] / (
    "src/xacct_guard/formats/cloudformation/serverless/policy_templates.json"
)


def main(wheel: Path) -> None:
    """Read the wheel, write the data file."""
    with zipfile.ZipFile(wheel) as archive:
        templates = json.loads(archive.read(_DATA))["Templates"]
        year, month, day, *_ = archive.getinfo(_DATA).date_time
    head = {
        "source": f"aws-sam-translator {wheel.name.split('-')[1]}, {_DATA}",
        "licence": "Apache-2.0, Copyright Amazon.com, Inc. or its affiliates",
        "date": f"{year}-{month:02}-{day:02}",
        "templates": "@",
    }
    rows = ",\n".join(f'  "{name}": {_row(templates[name])}' for name in sorted(templates))
    text = json.dumps(head, indent=1).replace('"@"', f"{{\n{rows}\n }}")
    _INTO.write_text(text + "\n")


def _row(template: dict[str, Any]) -> str:
    statements = [
        {key: _plain(member) for key, member in statement.items() if key != "Effect"}
        for statement in template["Definition"]["Statement"]
        if statement["Effect"] == "Allow" or sys.exit("a template denies something")
    ]
    return json.dumps({"parameters": list(template["Parameters"]), "statements": statements})


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON is anything
    """`Fn::Sub` as its text, its variables under the names of the parameters they stand for."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict) and "Fn::Sub" in value:
        said = value["Fn::Sub"]
        text, variables = (said, {}) if isinstance(said, str) else said
        for name, parameter in variables.items():
            text = re.sub(rf"\$\{{{name}\}}", f"${{{parameter['Ref']}}}", text)
        return text
    if isinstance(value, dict):
        return {key: _plain(member) for key, member in value.items()}
    return value


if __name__ == "__main__":
    main(Path(sys.argv[1]))
