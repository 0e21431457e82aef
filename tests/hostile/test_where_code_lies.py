"""Python looks for modules in the folder it is started in, git for programs in what a repository says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.git import committed, git, needs_git
from tests.hostile.repository import SHADOWED
from xacct_guard.cli import main
from xacct_guard.spread.processes import Processes

SOURCES = Path(__file__).parents[2] / "src"
OURS = ("yaml", "json", "boto3", "click", "cfnlint", "pydantic", "pyarrow", "sqlite3", "tomllib")
TEMPLATE = "Resources: {B: {Type: AWS::S3::Bucket}}\n"


def strange_folder(folder: Path) -> Path:
    for module in (*SHADOWED, *OURS):
        if module not in ("encodings", "xacct_guard"):
            (folder / f"{module}.py").write_text(f"open({str(folder / 'ran')!r}, 'w').close()\n")
    (folder / "t.yaml").write_text(TEMPLATE)
    return folder


def test_a_module_beside_a_template_is_not_imported(tmp_path: Path) -> None:
    """`python -m xacct_guard`, started in the folder that is checked."""
    folder = strange_folder(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "xacct_guard", "check", "."],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not (folder / "ran").exists()
    assert done.returncode == 0, done.stderr


def test_no_worker_imports_from_the_folder_it_is_begun_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(strange_folder(tmp_path))
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    (tmp_path / "multiprocessing.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()\n")
    workers = Processes(1, "spawn")
    try:
        assert workers.submit(len, "abc").result(timeout=60) == 3
    finally:
        workers.shutdown()
    assert not (tmp_path / "ran").exists()


@needs_git
@pytest.mark.parametrize(
    "settings",
    [
        {"remote.origin.url": "ext::sh -c touch% {ran}", "protocol.ext.allow": "always"},
        {"remote.origin.url": "file://{top}", "remote.origin.uploadpack": "touch {ran};"},
        {"remote.origin.url": "ssh://localhost/x", "core.sshCommand": "touch {ran};"},
        {"remote.origin.url": "localhost:x", "core.gitProxy": "touch {ran}"},
        {"remote.origin.url": "git://localhost/x", "core.gitProxy": "touch {ran}"},
        {"remote.origin.url": "https://localhost:1/x", "credential.helper": "!touch {ran};"},
        {"remote.origin.vcs": "ext", "remote.origin.url": "sh -c touch% {ran}"},
    ],
    ids=["ext", "upload-pack", "ssh", "proxy", "git's proxy", "credentials", "a helper"],
)
def test_what_a_clone_lacks_is_not_fetched(
    settings: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A clone in part says where the rest is, and git would fetch it by whatever way it says."""
    top, ran = tmp_path / "given", tmp_path / "ran"
    top.mkdir()
    (top / "t.yaml").write_text(TEMPLATE)
    committed(top)
    id = git(top, "rev-parse", "HEAD:t.yaml")
    (top / ".git/objects" / id[:2] / id[2:]).unlink()
    always = {f"protocol.{name}.allow": "always" for name in ("ext", "file", "ssh", "git", "https")}
    partial = {"core.repositoryformatversion": "1", "extensions.partialClone": "origin"}
    for key, value in {**always, **partial, "remote.origin.promisor": "true", **settings}.items():
        git(top, "config", key, value.format(ran=ran, top=top))
    (top / "t.yaml").write_text(TEMPLATE.replace("B:", "C:"))
    code = main(["check", str(top), "--since", "git:HEAD"])
    assert "git has no content of `t.yaml`" in capsys.readouterr().out
    assert code == 2
    assert not ran.exists()
