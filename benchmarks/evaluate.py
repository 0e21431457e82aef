"""`evaluate`: 20,000 lines under 100 sets of policies, in a process of its own.

The floor is a process that does nothing but parse each line and print an object for it.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from .decisions import (
    BUCKET,
    FULL,
    OURS,
    REGIONS,
    THEIRS,
    Json,
    allow,
    document,
    evaluate,
    read_scenario,
)

LINES, SETS, RUNS, GOAL = 20_000, 100, 3, 25_000
NAIVELY = 300

_FLOOR = """
import json, sys
for line in sys.stdin.buffer:
    sys.stdout.write(json.dumps({"id": json.loads(line)["id"]}) + "\\n")
"""


def policies_of(team: int) -> Json:
    """What one team's role meets: two identity policies, a bucket, a boundary, two levels of SCPs."""
    bucket = f"arn:aws:s3:::team-{team}-features"
    read = allow(
        ["s3:GetObject", "s3:ListBucket"],
        [bucket, f"{bucket}/*", "arn:aws:s3:::shared-models/*"],
        Condition={"StringEquals": {"aws:SourceVpce": [f"vpce-{team}", "vpce-shared"]}},
    )
    keys = allow(["kms:Decrypt", "kms:GenerateDataKey*"], f"arn:aws:kms:us-east-1:{THEIRS}:key/*")
    jobs = allow(["sagemaker:Create*", "sagemaker:Describe*", "logs:*"], "*")
    text = json.dumps(BUCKET).replace("arn:aws:s3:::ml-features", bucket)
    return {
        "identity": [
            {"name": f"team-{team}-data", "document": document(read, keys)},
            {"name": "jobs", "document": document(jobs)},
        ],
        "resource": json.loads(text),
        "boundary": document(allow(["s3:*", "kms:*", "sagemaker:*", "logs:*"], "*")),
        "scps": [[FULL], [document(allow("*", "*"), REGIONS)]],
    }


def scenarios(lines: int, sets: int) -> Iterator[Json]:
    """Scenarios that differ in who asks, for what, from where; each set of policies comes often."""
    choose = random.Random(7)
    each = [policies_of(team) for team in range(sets)]
    for number in range(lines):
        team = choose.randrange(sets)
        yield {
            "id": f"line-{number}",
            "request": {
                "principal": f"arn:aws:sts::{OURS}:assumed-role/trainer-{number % 23}/run-{number}",
                "principal_account": OURS,
                "action": choose.choice(("s3:GetObject", "s3:GetObject", "s3:PutObject")),
                "resource": f"arn:aws:s3:::team-{team}-features/day/{number}.parquet",
                "resource_account": THEIRS,
                "region": "us-east-1",
                "context": {"aws:SourceVpce": f"vpce-{choose.choice((team, team, 'other'))}"},
                "unknown_context": ["aws:UserAgent"] if number % 7 == 0 else [],
            },
            "policies": each[team],
            "organization": {"id": "o-example", "principal_in_org": True},
        }


def measured(command: list[str], file: Path) -> tuple[float, float, float]:
    """Wall and processor seconds of the quickest of several runs, and peak memory in MiB."""
    best, memory = (float("inf"), float("inf")), 0.0
    for _ in range(RUNS):
        began = time.perf_counter()
        actions = [
            (os.POSIX_SPAWN_OPEN, 0, str(file), os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        ]
        child = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
        _, status, usage = os.wait4(child, 0)
        assert status == 0, command
        spent = usage.ru_utime + usage.ru_stime
        best = min(best, (spent, time.perf_counter() - began))
        memory = max(memory, usage.ru_maxrss / 1024)
    return best[1], best[0], memory


def naive_pace() -> float:
    """Scenarios a second of the naive evaluator, reading included."""
    written = list(map(json.dumps, scenarios(NAIVELY, SETS)))
    began = time.process_time()
    for line in written:
        scenario = read_scenario(json.loads(line))
        evaluate(scenario.request, scenario.layers, scenario.semantics)
    return NAIVELY / (time.process_time() - began)


def rows() -> Iterator[str]:
    """Lines a second, with and without trace, and whether memory stays flat."""
    guard = [sys.executable, "-m", "xacct_guard", "evaluate"]
    naive = naive_pace()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scenarios.ndjson"
        _write(file, LINES, SETS)
        megabytes = file.stat().st_size / 1e6
        _, floor, _ = measured([sys.executable, "-c", _FLOOR], file)
        yield f"floor: {LINES / floor:,.0f} lines/s to parse {megabytes:.0f} MB and print as many lines"
        for name, command in (("evaluate", guard), ("evaluate --trace", [*guard, "--trace"])):
            wall, spent, memory = measured(command, file)
            yield (
                f"{name}: {LINES / spent:,.0f} lines/s of processor time (goal {GOAL:,}), "
                f"{LINES / wall:,.0f}/s on the clock, {memory:.0f} MiB, "
                f"{spent / floor:.1f} times the floor, {LINES / spent / naive:,.0f} times the naive "
                f"evaluator's {naive:,.0f}/s"
            )
        _write(file, LINES // 10, LINES // 10)
        wall, spent, memory = measured(guard, file)
        yield f"every line with policies of its own: {LINES / 10 / spent:,.0f} lines/s, {memory:.0f} MiB"
        _write(file, 5 * LINES, SETS)
        wall, spent, memory = measured(guard, file)
        yield f"five times as many lines: {5 * LINES / spent:,.0f} lines/s, {memory:.0f} MiB"


def _write(file: Path, lines: int, sets: int) -> None:
    with file.open("w") as out:
        for scenario in scenarios(lines, sets):
            out.write(json.dumps(scenario) + "\n")


BENCHMARK = rows
