"""Known vulnerabilities of pinned packages, by pip-audit: `make vulnerabilities`.

python tools/vulnerabilities.py LOCK

Nobody keeps such a list for use without a network: a service is asked. What it could not be asked about was not
checked, which is said and is no success.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

NOT_CHECKED = 2


def main(lock: str) -> int:
    """Print what is known: 0 nothing, 1 some vulnerability, 2 where something was not checked."""
    packages = audited(lock)
    if packages is None:
        print("not checked: the service that knows of vulnerabilities does not answer")
        return NOT_CHECKED
    print("\n".join(told(packages)))
    if any(each.get("vulns") for each in packages):
        return 1
    return NOT_CHECKED if any("skip_reason" in each for each in packages) else 0


def audited(lock: str) -> list[dict[str, Any]] | None:
    """What pip-audit found of each package; None where it could ask nobody."""
    command = [
        "-m",
        "pip_audit",
        "--disable-pip",
        "--require-hashes",
        "-r",
        lock,
        "--timeout",
        "20",
    ]
    done = subprocess.run(
        [sys.executable, *command, "--progress-spinner", "off", "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except ValueError:
        print(done.stderr[-500:], file=sys.stderr)
        return None
    return found


def told(packages: list[dict[str, Any]]) -> list[str]:
    """A line for each vulnerability, and how many packages were and were not looked up."""
    lines = [
        f"{each['name']} {each['version']}: {known['id']}, mended in {known['fix_versions']}"
        for each in packages
        for known in each.get("vulns", ())
    ]
    skipped = [each["name"] for each in packages if "skip_reason" in each]
    checked = _counted(len(packages) - len(skipped), "package", "packages")
    known = _counted(len(lines), "vulnerability", "vulnerabilities")
    lines.append(f"{checked} checked, {known} known")
    if skipped:
        lines.append(
            f"not checked, since the service asked does not know them: {', '.join(skipped)}"
        )
    return lines


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
