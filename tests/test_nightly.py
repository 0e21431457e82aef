"""From nothing: a fresh clone with the README's two commands, and the wheel outside of any clone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SYSTEM = ROOT / "fixtures/systems/three-account-codepipeline/corrected"

pytestmark = pytest.mark.nightly


def run(*command: str, cwd: Path, expect: int = 0) -> str:
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "VIRTUAL_ENV"))}
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, env=keep, check=False)
    assert done.returncode == expect, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fresh") / "xacct-guard"
    run("git", "clone", "--quiet", str(ROOT), str(folder), cwd=ROOT)
    return folder


def test_the_readme_names_the_two_commands_and_they_work_in_a_fresh_clone(clone):
    readme = (clone / "README.md").read_text()
    commands = re.findall(r"^(make \w+)", readme, re.MULTILINE)
    assert commands[:2] == ["make demo", "make test"]
    demo = run(*commands[0].split(), cwd=clone)
    assert "service-role-trusts-foreign-account" in demo
    tests = run(*commands[1].split(), cwd=clone)
    assert re.search(r"\d+ passed", tests)


def installed(archive: Path, into: Path) -> Path:
    """The programs of an environment that has this, what it needs, and nothing else."""
    venv.create(into, with_pip=True)
    run(str(into / "bin" / "pip"), "install", "--quiet", str(archive), cwd=into)
    return into / "bin"


def test_the_sdist_installs_in_an_empty_environment_and_works(clone, tmp_path):
    command = ("-m", "build", "--no-isolation", "--sdist", "-o", str(tmp_path), ".")
    run(sys.executable, *command, cwd=clone)
    (sdist,) = tmp_path.glob("*.tar.gz")
    programs = installed(sdist, tmp_path / "empty")
    script = (
        "from xacct_guard import check, generate, __version__\n"
        f"assert not check({str(SYSTEM)!r}).fails('medium')\n"
        f"assert generate({str(SYSTEM)!r}).policies\n"
        "print(__version__)"
    )
    version = run(str(programs / "python"), "-c", script, cwd=tmp_path).strip()
    assert sdist.name == f"xacct_guard-{version}.tar.gz"
    assert version in run(str(programs / "xacct-guard"), "--version", cwd=tmp_path)


def test_the_wheel_made_from_the_sdist_is_whole(clone, tmp_path):
    python = sys.executable
    run(python, "-m", "build", "--no-isolation", "--sdist", "-o", str(tmp_path), ".", cwd=clone)
    (sdist,) = tmp_path.glob("*.tar.gz")
    run("tar", "xzf", str(sdist), cwd=tmp_path)
    unpacked = tmp_path / sdist.name.removesuffix(".tar.gz")
    run(python, "-m", "build", "--no-isolation", "--wheel", "-o", str(tmp_path), ".", cwd=unpacked)
    (wheel,) = tmp_path.glob("*.whl")
    programs = installed(wheel, tmp_path / "empty")
    guard = str(programs / "xacct-guard")
    rules = run(guard, "rules", "--format", "json", cwd=tmp_path)
    here = sorted(file.stem.replace("_", "-") for file in (ROOT / "rules").glob("[a-z]*.py"))
    assert [id for id in here if f'"{id}"' not in rules] == []
    packs = next((tmp_path / "empty").rglob("xacct_guard/_policies/packs"))
    assert {p.name for p in packs.iterdir()} == {
        p.name for p in (ROOT / "policies/packs").iterdir()
    }
    run("cp", "-r", str(SYSTEM), str(tmp_path / "system"), cwd=tmp_path)
    run(guard, "check", str(tmp_path / "system"), cwd=tmp_path)
