"""`xacct-guard audit`, as it is run: its exit codes, what it leaves behind, and being killed."""

from __future__ import annotations

import json
import os
import random
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.collect import estate
from tests.collect.collection import content
from tests.collect.proxy import Error, Silence
from xacct_guard.cli import main
from xacct_guard.snapshot.read import Snapshot

pytestmark = pytest.mark.xdist_group("collect")
ROOT = Path(__file__).parents[2]
COLLECT = ("audit", "--collect-only", "--regions", ",".join(estate.REGIONS))
BOTH = ("--accounts", f"{estate.OWN},{estate.OTHER}", "--role-name", estate.ROLE)


def started(*arguments, **more):
    paths = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    return subprocess.Popen(
        [sys.executable, "-m", "xacct_guard", *arguments],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        **more,
    )


def test_a_summary_tells_what_was_collected(proxy, tmp_path, capsys):
    assert (
        main([*COLLECT, *BOTH, "--save", str(tmp_path / "s"), "--events", str(tmp_path / "e")]) == 0
    )
    told = capsys.readouterr().out
    assert "collected 2 accounts in 2 Regions" in told
    assert "12  s3:bucket" in told
    assert stat.S_IMODE((tmp_path / "s").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "e").stat().st_mode) == 0o600
    events = [json.loads(line) for line in (tmp_path / "e").read_text().splitlines()]
    assert [each["event"] for each in events if each["event"] in ("started", "finished")] == [
        "started",
        "finished",
    ]
    done = {each["account"]: each["count"] for each in events if each["event"] == "account-done"}
    assert done.keys() == {estate.OWN, estate.OTHER}
    with Snapshot(tmp_path / "s") as snapshot:
        assert sum(snapshot.counts().values()) == sum(done.values())
        assert snapshot.about["tool"].startswith("xacct-guard ")
        assert snapshot.about["started"] <= snapshot.about["finished"]


def test_what_is_refused_is_told_and_an_error_only_if_asked_for(proxy, tmp_path, capsys):
    proxy.faults = lambda call: (
        Error(403, "AccessDenied", "no") if call.operation == "get_bucket_policy" else None
    )
    assert main([*COLLECT, "--save", str(tmp_path / "s"), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {(row["operation"], row["error"]) for row in told["missing"]} == {
        ("get_bucket_policy", "AccessDenied")
    }
    assert told["accounts"]["collected"] == [estate.OWN]
    again = (*COLLECT, "--save", str(tmp_path / "s"), "--resume", "--strict-collect")
    assert main([*again]) == 2
    assert "get_bucket_policy: AccessDenied (6)" in capsys.readouterr().out


def test_an_account_that_cannot_be_entered_is_2(proxy, tmp_path, capsys):
    proxy.faults = lambda call: (
        Error(403, "AccessDenied", "no") if call.operation == "assume_role" else None
    )
    assert main([*COLLECT, *BOTH, "--save", str(tmp_path / "s")]) == 2
    assert f"could not reach {estate.OTHER}: AccessDenied: no" in capsys.readouterr().out


def test_no_way_in_leaves_no_file(proxy, tmp_path, capsys):
    proxy.faults = lambda call: Error(403, "InvalidClientTokenId", "no")
    assert main([*COLLECT, "--save", str(tmp_path / "s")]) == 2
    assert "InvalidClientTokenId" in capsys.readouterr().err
    assert not (tmp_path / "s").exists()


def test_a_snapshot_that_nobody_saves_is_gone_afterwards(proxy, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    proxy.faults = lambda call: Error(403, "AccessDenied", "no") if call.service != "sts" else None
    assert main([*COLLECT]) == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.nightly
def test_interrupted_is_130_and_what_is_whole_is_kept(proxy, tmp_path, undisturbed):
    """The other account is waited for in vain."""
    proxy.faults = lambda call: Silence() if call.key.startswith("ASIA") else None
    running = started(
        *COLLECT, *BOTH, "--save", str(tmp_path / "s"), "--events", str(tmp_path / "e")
    )
    while "account-done" not in (tmp_path / "e").read_text() if (tmp_path / "e").exists() else True:
        with proxy.seen:
            proxy.seen.wait(0.2)
        assert running.poll() is None
    running.send_signal(signal.SIGINT)
    proxy.faults = lambda _: None
    proxy.let_go()
    assert running.wait(120) == 130
    assert "`--resume` goes on with it" in running.stderr.read()
    documents, _ = content(tmp_path / "s")
    assert {account for account, *_ in documents} == {estate.OWN}
    assert main([*COLLECT, *BOTH, "--save", str(tmp_path / "s"), "--resume"]) == 0
    assert content(tmp_path / "s") == undisturbed


@pytest.mark.parametrize(
    ("times", "calls"),
    [
        pytest.param(1, 40, id="once"),
        pytest.param(50, 250, id="50 times", marks=pytest.mark.nightly),
    ],
)
def test_killed_at_any_moment_and_resumed_it_is_what_it_would_have_been(
    times, calls, proxy, tmp_path, undisturbed
):
    chance = random.Random(times)
    resumed = (*COLLECT, *BOTH, "--save", str(tmp_path / "s"), "--resume")
    for _ in range(times):
        moment = len(proxy.calls) + chance.randrange(1, calls)
        running = started(*resumed)
        with proxy.seen:
            while len(proxy.calls) < moment and running.poll() is None:
                proxy.seen.wait(0.05)
        running.kill()
        running.wait()
        running.stderr.close()
        if (tmp_path / "s").exists() and (tmp_path / "s").stat().st_size:
            accounts = whole(tmp_path / "s", undisturbed)
            if len(accounts) == 2:  # there is nothing left to be killed at
                (tmp_path / "s").unlink()
    assert main([*resumed]) == 0
    assert content(tmp_path / "s") == undisturbed


def whole(path, undisturbed):
    """Each account is there as it should be, or not at all."""
    documents, missing = content(path)
    accounts = {account for account, *_ in documents}
    assert documents == {
        key: record for key, record in undisturbed[0].items() if key[0] in accounts
    }
    assert missing == []
    return accounts


def test_what_is_collected_is_checked_as_check_would(proxy, tmp_path, monkeypatch, capsys):
    """The report goes to stdout, and what was collected beside it."""
    monkeypatch.chdir(tmp_path)
    arguments = ("audit", "--regions", ",".join(estate.REGIONS), *BOTH, "--save", "live.snapshot")
    code = main([*arguments, "--format", "json", "--fail-on", "never"])
    told = capsys.readouterr()
    assert "collected 2 accounts in 2 Regions" in told.err
    assert main(["check", "live.snapshot", "--format", "json", "--fail-on", "never"]) == code
    again = json.loads(capsys.readouterr().out)
    report = json.loads(told.out)
    assert report == again
    assert report["failures"] == []
    assert report["findings"]
    assert {each["account"] for each in report["findings"]} <= {estate.OWN, estate.OTHER, None}


def test_the_tables_are_written_beside_the_report(proxy, tmp_path, capsys):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    asked = [*COLLECT, "--export", str(tmp_path / "tables")]
    assert main(asked) == 0
    rows = parquet.read_table(tmp_path / "tables" / "statements.parquet").to_pylist()
    assert {row["account"] for row in rows} == {estate.OWN}
    assert main(asked) == 2
    assert "there already" in capsys.readouterr().err
