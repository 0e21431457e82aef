"""The smoke part of the tests under each Python that is found: `make test-pythons`.

python tools/every_python.py [TEST…]
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
NEWEST = 14
"""The minor version of the newest Python that is released (python.org/downloads, 2026-11-22: look again)."""
SMOKE = ("tests/test_library.py", "tests/test_exit_codes.py", "tests/test_conformance.py")
NEEDED = ("pytest>=8.2,<9.2", "hypothesis>=6.100", "jsonschema>=4.22")


def main(tests: tuple[str, ...]) -> int:
    """Run the tests with each, and say of which Pythons nothing is known; 1 where a test failed."""
    wanted = [f"3.{minor}" for minor in range(_oldest(), NEWEST + 1)]
    found = pythons(wanted)
    failed = [version for version, python in found.items() if not _passes(version, python, tests)]
    missing = [version for version in wanted if version not in found]
    print(f"passed: {_listed(version for version in found if version not in failed)}")
    print(f"failed: {_listed(failed)}")
    print(f"not found here, and so not tested: {_listed(missing)}")
    return 1 if failed or not found else 0


def _oldest() -> int:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    found = re.fullmatch(r">=3\.(\d+)", told)
    assert found, f"`{told}` is another kind of `requires-python`"
    return int(found[1])


def pythons(wanted: list[str]) -> Mapping[str, Path]:
    """The interpreters by version: on the PATH, or of pyenv."""
    found: dict[str, Path] = {}
    for version in wanted:
        of_pyenv = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
        on_path = shutil.which(f"python{version}")
        for each in (*map(Path, filter(None, [on_path])), *reversed(of_pyenv)):
            if version not in found and _is(each, version):
                found[version] = each
    return found


def _is(python: Path, version: str) -> bool:
    """Does it run, and is it that version? What pyenv puts on the PATH may be neither."""
    asked: list[str | Path] = [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False)
    return said.returncode == 0 and said.stdout.strip() == version


def _passes(version: str, python: Path, tests: tuple[str, ...]) -> bool:
    """Install into an environment of its own, as anybody would, and run the tests there."""
    print(f"--- Python {version}: {python}", flush=True)
    with TemporaryDirectory() as folder:
        own = Path(folder) / "bin" / "python"
        steps: tuple[list[str | Path], ...] = (
            [python, "-m", "venv", folder],
            [
                own,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "-e",
                ROOT,
                *NEEDED,
            ],
            [own, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests],
        )
        return all(subprocess.run(step, cwd=ROOT, check=False).returncode == 0 for step in steps)


def _listed(versions: Iterable[str]) -> str:
    return ", ".join(versions) or "none"


if __name__ == "__main__":
    raise SystemExit(main(tuple(sys.argv[1:]) or SMOKE))
