"""Whoever judges the accounts of a snapshot, the report is the same; and nobody waits for one who is gone."""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.organization.layout import Layout
from benchmarks.organization.planted import Garden
from benchmarks.organization.write import write
from xacct_guard import errors
from xacct_guard.cli import main
from xacct_guard.report import Options as Look
from xacct_guard.report.json import render
from xacct_guard.run import Options, check
from xacct_guard.span import Source, Span
from xacct_guard.spread import Job
from xacct_guard.spread.cluster import ensure_usable, on_cluster
from xacct_guard.spread.processes import Processes
from xacct_guard.spread.sameness import Sight, as_seen
from xacct_guard.spread.workers import processes

ROOT = Path(__file__).parents[2]
LAYOUT = Layout(accounts=12, roles=8, seed=1)
OPTIONS = Options(packs=("audit",))
pytestmark = pytest.mark.xdist_group("workers")
lists_processes = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="there is no /proc to find processes by"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("organization")
    write(LAYOUT, folder / "snapshot", Garden(LAYOUT))
    return folder


@pytest.fixture(autouse=True)
def here(folder, monkeypatch):
    monkeypatch.chdir(folder)


def report(options=OPTIONS, hire=None):
    run = check((Path("snapshot"),), options, hire)
    assert not run.report.failures
    return render(run.report, Look())


@pytest.fixture(scope="module")
def alone(folder):
    before = Path.cwd()
    os.chdir(folder)
    try:
        return report()
    finally:
        os.chdir(before)


def test_there_is_something_to_find(alone):
    assert len(json.loads(alone)["findings"]) > len(Garden(LAYOUT).kinds)


@pytest.mark.parametrize("jobs", [2, 3])
def test_processes_make_the_same_report(alone, jobs):
    assert report(replace(OPTIONS, jobs=jobs)) == alone


def test_processes_that_know_nothing_of_this_one_make_the_same_report(alone):
    """Their texts are hashed by another seed, and each makes the survey for itself."""

    @contextmanager
    def spawned(_: Job) -> Iterator[Processes]:
        with Processes(2, "spawn") as executor:
            assert len(executor.ids) == 2
            yield executor

    assert report(hire=spawned) == alone


def test_in_the_library_nobody_is_hired():
    with processes(Job((Path("snapshot"),), Options())) as executor:
        assert executor is None


def test_as_many_are_hired_as_there_are_accounts():
    with processes(Job((Path("snapshot"),), Options(jobs=40))) as executor:
        assert len(executor.ids) == LAYOUT.accounts


def failing(error):
    raise error


SPAN = Span(Source("file", "text"), ("route",))
ERRORS = [
    errors.InputError("it", at=SPAN, help="mend it"),
    errors.TwiceError("key", at=SPAN, first=SPAN),
    errors.RuleError("it"),
    ZeroDivisionError("a bug"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda each: type(each).__name__)
def test_an_error_comes_back_as_it_is(error):
    with Processes(1, "fork") as executor, pytest.raises(type(error)) as caught:
        executor.submit(failing, error).result()
    assert str(caught.value) == str(error)
    told = {name: kept for name, kept in vars(caught.value).items() if name != "__notes__"}
    assert told == vars(error)
    assert "in failing" in caught.value.__notes__[0]


def test_who_is_killed_is_told_of_and_nobody_waits():
    with Processes(2, "fork") as executor:
        waiting = executor.submit(time.sleep, 60)
        os.kill(executor.ids[0], signal.SIGKILL)
        os.kill(executor.ids[1], signal.SIGKILL)
        with pytest.raises(errors.WorkerError, match=r"was killed by SIGKILL"):
            waiting.result(20)
        with pytest.raises(errors.WorkerError):
            executor.submit(time.sleep, 0).result(20)


def many(_):
    return "x" * 10_000_000


def test_who_is_killed_in_the_middle_of_a_word_is_told_of():
    with Processes(1, "fork") as executor:
        futures = [executor.submit(many, None) for _ in range(200)]
        futures[0].result(20)
        os.kill(executor.ids[0], signal.SIGKILL)
        with pytest.raises(errors.WorkerError):
            futures[-1].result(20)


def environment():
    paths = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    return {**os.environ, "PYTHONPATH": paths}


def started(*arguments):
    """The command in a session of its own, as on a terminal, where Ctrl-C is heard."""
    begun = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"{begun} from xacct_guard.cli import main; raise SystemExit(main())",
            *arguments,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        start_new_session=True,
    )


def children(of):
    """The processes that another one began, by /proc."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(told[1]) == of and told[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def once_begun(running, number):
    while len(begun := children(running.pid)) < number:
        assert running.poll() is None, running.stderr.read()
        time.sleep(0.02)
    return begun


def is_there(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@lists_processes
def test_interrupted_all_of_them_end_at_once():
    with started("check", "snapshot", "--pack", "audit", "--jobs", "2") as running:
        begun = once_begun(running, 2)
        os.killpg(running.pid, signal.SIGINT)
        assert running.wait(20) == 130
        assert running.stderr.read().strip() == "xacct-guard: interrupted"
        assert not any(map(is_there, begun))


@lists_processes
def test_one_that_is_killed_is_one_clear_error():
    with started("check", "snapshot", "--pack", "audit", "--jobs", "2") as running:
        begun = once_begun(running, 2)
        os.kill(begun[0], signal.SIGKILL)
        told, complained = running.communicate(timeout=30)
        assert running.returncode == 2
        assert f"process {begun[0]}, which judged accounts, was killed by SIGKILL" in told
        assert "Traceback" not in told + complained
        assert not any(map(is_there, begun))


@lists_processes
def test_none_outlives_whom_it_works_for():
    with started("check", "snapshot", "--pack", "audit", "--jobs", "2") as running:
        begun = once_begun(running, 2)
        running.kill()
        running.wait(20)
        until = time.monotonic() + 20
        while any(map(is_there, begun)):
            assert time.monotonic() < until
            time.sleep(0.05)


def nothing():
    return None


def test_a_worker_sees_what_is_seen_here():
    sight = pickle.loads(pickle.dumps(Sight.of(Job((Path("snapshot"),), OPTIONS))))
    assert as_seen(sight, "tcp://w", nothing) is None


@pytest.mark.parametrize(
    "change, said",
    [
        ("snapshot", "has another `snapshot` than we"),
        ("xacct-guard.yaml", "reads `xacct-guard.yaml`, and we do not"),
        ("", "cannot read `snapshot`"),
    ],
)
def test_a_worker_that_sees_something_else_is_named(tmp_path, monkeypatch, change, said):
    monkeypatch.chdir(tmp_path)
    write(replace(LAYOUT, accounts=3), tmp_path / "snapshot")
    sight = Sight.of(Job((Path("snapshot"),), OPTIONS))
    if change == "snapshot":
        Path("snapshot").unlink()
        write(replace(LAYOUT, accounts=3, seed=2), tmp_path / "snapshot")
    elif change:
        Path(change).write_text("{}")
    else:
        Path("snapshot").unlink()
    with pytest.raises(errors.WorkerError, match="the worker `tcp://w`") as caught:
        as_seen(sight, "tcp://w", nothing)
    assert said in str(caught.value)
    with pytest.raises(errors.WorkerError, match="has no folder"):
        as_seen(replace(sight, folder=tmp_path / "elsewhere"), "tcp://w", nothing)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A scheduler and two workers, by address; they stand in another folder than we."""
    pytest.importorskip("distributed", reason="dask.distributed (extra `cluster`) is not installed")
    folder = tmp_path_factory.mktemp("dask")
    file = folder / "scheduler.json"
    dask = [sys.executable, "-m"]
    common = ["--scheduler-file", str(file), "--no-dashboard", "--host", "127.0.0.1"]
    scheduler = ["distributed.cli.dask_scheduler", "--port", "0", *common]
    running = [dask_process(folder, *dask, *scheduler)]
    try:
        for _ in range(2):
            worker = ["distributed.cli.dask_worker", *common, "--no-nanny", "--nthreads", "1"]
            running.append(dask_process(folder, *dask, *worker))
        while not file.exists():
            assert running[0].poll() is None
            time.sleep(0.1)
        address = json.loads(file.read_text())["address"]
        from distributed import Client

        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        yield address
    finally:
        for each in reversed(running):
            each.kill()
            each.wait(20)


def dask_process(folder, *command):
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def on(address):
    return lambda job: on_cluster(address, job)


def test_two_dask_workers_make_the_same_report(alone, cluster):
    assert report(hire=on(cluster)) == alone
    assert report(hire=on(cluster)) == alone


@pytest.mark.nightly
def test_the_command_says_the_same_with_a_cluster(cluster, tmp_path):
    files = tmp_path / "processes.json", tmp_path / "cluster.json"
    common = ("audit", "--check-only", "--save", "snapshot", "--pack", "audit")
    codes = {
        main([*common, "--jobs", "2", "-o", f"json={files[0]}"]),
        main([*common, "--cluster", cluster, "-o", f"json={files[1]}"]),
    }
    assert codes == {1}
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_cluster_is_reached_while_a_loop_runs_as_in_a_notebook(cluster):
    async def reach():
        ensure_usable(cluster)

    asyncio.run(reach())


def test_a_cluster_judges_what_the_file_says_today(cluster, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for seed in (5, 6):
        Path("snapshot").unlink(missing_ok=True)
        write(replace(LAYOUT, accounts=3, seed=seed), tmp_path / "snapshot")
        assert report(hire=on(cluster)) == report()


def test_a_worker_that_cannot_read_the_snapshot_is_named(cluster, tmp_path):
    """The file is there as long as we look, and no longer."""
    (tmp_path / "gone").write_bytes(Path("snapshot").read_bytes())
    sight = Sight.of(Job((tmp_path / "gone",), OPTIONS))
    (tmp_path / "gone").unlink()
    from distributed import Client

    with Client(cluster, set_as_default=False) as client:
        (worker, *_) = client.nthreads()
        with pytest.raises(errors.WorkerError, match=f"the worker `{worker}` cannot read `.*gone`"):
            client.submit(as_seen, sight, worker, os.getpid, workers=[worker], pure=False).result()


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["--check-only"], "--check-only is about a snapshot that is there"),
        (["--check-only", "--save", "none"], "a snapshot that is there: there is no file `none`"),
        (["--check-only", "--save", "snapshot", "--resume"], "has no use for --resume"),
        (["--check-only", "--save", "snapshot", "--events", "e"], "has no use for --events"),
        (["--collect-only", "--cluster", "tcp://h:1"], "has no use for --cluster"),
        (["--cluster", "tcp://h:1", "--jobs", "2"], "leave one of them out"),
        (["--cluster", "h"], "`h` is no address of a cluster"),
    ],
)
def test_what_does_not_fit_together_is_refused_before_anything_is_asked(arguments, said, capsys):
    assert main(["audit", *arguments]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.nightly
def test_a_cluster_that_does_not_answer_is_one_error_within_ten_seconds(capsys):
    pytest.importorskip("distributed", reason="dask.distributed (extra `cluster`) is not installed")
    began = time.monotonic()
    arguments = ["audit", "--check-only", "--save", "snapshot", "--cluster", "tcp://127.0.0.1:1"]
    assert main(arguments) == 2
    assert time.monotonic() - began < 10
    assert "the cluster `tcp://127.0.0.1:1` does not answer" in capsys.readouterr().err


def test_without_the_extra_it_is_named(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "distributed", None)
    arguments = ["audit", "--check-only", "--save", "snapshot", "--cluster", "tcp://127.0.0.1:1"]
    assert main(arguments) == 2
    assert "pip install 'xacct-guard[cluster]'" in capsys.readouterr().err
