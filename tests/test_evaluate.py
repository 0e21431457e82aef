"""`evaluate`: one scenario a line in, one decision a line out, whatever the lines hold."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from notation import scenario_of
from strategies import scenarios

from tests.written import written
from xacct_guard.cli import main
from xacct_guard.iam.case import ScenarioError, read_scenario
from xacct_guard.iam.decide import decide
from xacct_guard.iam.index.lines import LineError, LineReader

Json = Any
TESTS = Path(__file__).parent
SHARED = TESTS.parents[1] / "shared" / "conformance"
shared_cases = [
    case for file in sorted(SHARED.glob("*.json")) for case in json.loads(file.read_text())
]
own_cases = [
    {**scenario_of(case), "id": case["name"]}
    for file in sorted((TESTS / "conformance").glob("[!_]*.yaml"))
    for case in written(file)
]
some = settings(
    max_examples=int(os.environ.get("XACCT_GUARD_EXAMPLES", "120")),
    suppress_health_check=[HealthCheck.too_slow],
)


def scenario(id: Json = "x", **request: Json) -> Json:
    """A user who may read one bucket."""
    document = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Read",
                "Effect": "Allow",
                "Action": "s3:GetObject",
                "Resource": "arn:aws:s3:::b/*",
                "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-other"}},
            }
        ],
    }
    whole = {
        "principal": "arn:aws:iam::111122223333:user/alice",
        "action": "s3:GetObject",
        "resource": "arn:aws:s3:::b/k",
        "resource_account": "111122223333",
        **request,
    }
    named = {"name": "reader", "document": document}
    return {"id": id, "request": whole, "policies": {"identity": [named]}}


@pytest.fixture
def evaluate(monkeypatch, capsys):
    """Run the command on some lines: the exit code, and what each line of the answer holds."""

    def run(lines: Iterable[str | bytes | Json], *arguments: str) -> tuple[int, list[Json]]:
        data = b"\n".join(map(line_of, lines))
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        code = main(["evaluate", *arguments])
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def line_of(line: str | bytes | Json) -> bytes:
    if isinstance(line, bytes):
        return line
    return (line if isinstance(line, str) else json.dumps(line)).encode()


def program(*arguments: str, **more: Any) -> subprocess.Popen[bytes]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
    return subprocess.Popen([sys.executable, "-m", "xacct_guard", "evaluate", *arguments], **pipes)


# --- answers


@pytest.mark.skipif(not shared_cases, reason="../shared/conformance is not at hand")
def test_the_shared_suite_is_answered_in_one_run(evaluate) -> None:
    code, answers = evaluate(shared_cases)
    assert code == 2
    assert [answer["id"] for answer in answers] == [case["id"] for case in shared_cases]
    for case, answer in zip(shared_cases, answers, strict=True):
        expect = case["expect"]
        if expect.get("error"):
            assert answer["error"]["where"] == expect["where"], case["id"]
        elif answer["decision"] not in expect.get("also_accept", ()):
            told = {key: answer[key] for key in ("decision", "denied_by", "depends_on")}
            assert told == {key: expect[key] for key in told}, case["id"]


def test_our_own_suite_is_answered_as_by_the_law(evaluate) -> None:
    _, answers = evaluate(own_cases)
    for case, answer in zip(own_cases, answers, strict=True):
        try:
            read = read_scenario(case)
        except ScenarioError as error:
            assert (answer["error"]["message"], answer["error"]["where"]) == (
                error.message,
                error.where,
            )
            continue
        law = decide(read.request, read.layers, read.semantics)
        assert answer == {
            "id": case["id"],
            "decision": law.verdict,
            "denied_by": law.denied_by,
            "depends_on": list(law.depends_on),
            "because": law.reason,
        }


def test_an_answer_has_the_members_that_were_promised(evaluate) -> None:
    code, answers = evaluate([scenario("a"), scenario("b", action="s3:PutObject")])
    assert code == 0
    assert answers == [
        {
            "id": "a",
            "decision": "allow",
            "denied_by": None,
            "depends_on": [],
            "because": "allowed by the identity policies",
        },
        {
            "id": "b",
            "decision": "implicit_deny",
            "denied_by": "identity",
            "depends_on": [],
            "because": "nothing in the identity policies allows it",
        },
    ]


def test_an_unknown_answer_says_what_it_depends_on(evaluate) -> None:
    _, (answer,) = evaluate([scenario(unknown_context=["aws:SourceVpce"])])
    assert (answer["decision"], answer["depends_on"]) == ("unknown", ["aws:SourceVpce"])


@pytest.mark.parametrize("id", ["text", 7, 1.5, None, True, ["a"], {"a": 1}, "Größe \u2028 \ud800"])
def test_an_id_comes_back_as_it_went_in(evaluate, id: Json) -> None:
    _, (answer,) = evaluate([scenario(id)])
    assert answer["id"] == id


def test_without_an_id_the_answer_has_none(evaluate) -> None:
    written = scenario()
    del written["id"]
    _, (answer,) = evaluate([written])
    assert answer["id"] is None
    assert answer["decision"] == "allow"


def test_no_lines_no_answers(evaluate) -> None:
    assert evaluate([]) == (0, [])


# --- trace


def test_a_trace_is_told_only_when_asked_for(evaluate) -> None:
    _, (plain,) = evaluate([scenario()])
    _, (traced,) = evaluate([scenario()], "--trace")
    assert "trace" not in plain
    assert {key: value for key, value in traced.items() if key != "trace"} == plain


def test_a_trace_names_the_deciding_statement_and_its_place(evaluate) -> None:
    _, (answer,) = evaluate([scenario()], "--trace")
    layers = {layer["kind"]: layer for layer in answer["trace"]["layers"]}
    assert list(layers) == ["resource", "identity"]
    assert layers["identity"] == {
        "kind": "identity",
        "name": "reader",
        "allows": "yes",
        "denies": "no",
        "deciding": [
            {
                "policy": "reader",
                "statement": 0,
                "sid": "Read",
                "effect": "Allow",
                "at": "policies.identity[0].document.Statement[0]",
            }
        ],
        "nearest": None,
    }


def test_a_trace_names_the_nearest_miss_and_the_element_that_missed(evaluate) -> None:
    asked = scenario(resource="arn:aws:s3:::c/k")
    _, (answer,) = evaluate([asked], "--trace")
    (nearest,) = [layer["nearest"] for layer in answer["trace"]["layers"] if layer["nearest"]]
    assert nearest["statement"]["sid"] == "Read"
    assert {key: nearest[key] for key in ("element", "wanted", "got")} == {
        "element": "Resource",
        "wanted": "arn:aws:s3:::b/*",
        "got": "arn:aws:s3:::c/k",
    }
    assert nearest["at"] == "policies.identity[0].document.Statement[0].Resource"


def test_every_layer_of_a_trace_is_the_law_s(evaluate) -> None:
    _, answers = evaluate(own_cases, "--trace")
    for case, answer in zip(own_cases, answers, strict=True):
        if "error" in answer:
            continue
        read = read_scenario(case)
        law = decide(read.request, read.layers, read.semantics)
        told = [(layer["kind"], layer["allows"], layer["denies"]) for layer in traced(answer)]
        assert told == [
            (one.kind, one.allows.name.lower(), one.denies.name.lower()) for one in law.outcomes
        ]
        assert [len(layer["deciding"]) for layer in traced(answer)] == [
            len(one.deciding) for one in law.outcomes
        ]


def traced(answer: Json) -> list[Json]:
    layers: list[Json] = answer["trace"]["layers"]
    return layers


# --- lines that cannot be read


def test_a_line_that_is_not_json_is_told_with_its_number_and_the_run_goes_on(evaluate) -> None:
    code, (first, error, last) = evaluate([scenario("a"), '{"id": 1,', scenario("b")])
    assert code == 2
    assert (first["id"], last["id"]) == ("a", "b")
    assert error["id"] is None
    assert error["error"]["where"] == "line 2"
    assert error["error"]["line"] == 2
    assert error["error"]["message"].startswith("line 2 is not JSON: ")


NOT_JSON = (
    *('{"a"', "{}}", "nonsense", '{"a": NaN}', '{"a": -Infinity}', "{'a': 1}", '{"a": 1,}'),
    *('{"a": 01}', '{"id": "\x01"}', '{"a" 1}', "[" * 100_000, '{"a": ' * 100_000, '"\\x"'),
    b'{"id": "\xff"}',
    b"\xfe\xff\x00{",
)


@pytest.mark.parametrize("line", NOT_JSON, ids=lambda line: repr(line)[:30])
def test_what_is_not_json_is_one_clear_error(evaluate, line: str | bytes) -> None:
    code, (answer,) = evaluate([line])
    assert code == 2
    assert answer["error"]["where"] == "line 1"
    assert "Traceback" not in answer["error"]["message"]


@pytest.mark.parametrize("line", ["[]", "1", "null", '"x"', "[{}]"])
def test_json_that_is_not_an_object_is_no_scenario(evaluate, line: str) -> None:
    code, (answer,) = evaluate([line])
    assert (code, answer["error"]["message"]) == (2, "line 1 is not an object")


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        ({"request": {"principal": "*"}}, "request"),
        ({"request": None}, "request"),
        ({"policies": {"identity": {"Statement": []}}}, "identity"),
        ({"policies": {"boundary": {"Version": "2012-10-17"}}}, "boundary"),
        ({"policies": {"resource": "{"}}, "resource"),
        ({"policies": {"scps": [[{"Statement": "x"}]]}}, "scp"),
        ({"policies": {"vpc_endpoint": {"Statement": {"Effect": "Allow"}}}}, "vpc_endpoint"),
        ({"policies": {"kms_grants": [{}]}}, "kms_grants"),
        ({"policies": {"identities": []}}, "policies"),
        ({"policies": {"resource_settings": {"x": 1}}}, "resource_settings"),
        ({"organization": {"principal_in_org": "perhaps"}}, "request"),
    ],
)
def test_a_malformed_part_is_told_with_its_layer(evaluate, broken: Json, where: str) -> None:
    code, answers = evaluate([scenario("a"), {**scenario("b"), **broken}, scenario("c")])
    assert code == 2
    assert [answer["id"] for answer in answers] == ["a", "b", "c"]
    assert answers[1]["error"]["where"] == where
    assert answers[1]["error"]["line"] == 2


def test_blank_lines_are_passed_over_and_counted(evaluate) -> None:
    code, answers = evaluate(["", scenario("a"), "  \t\r", scenario("b"), "x", "", ""])
    assert code == 2
    assert [answer["id"] for answer in answers] == ["a", "b", None]
    assert answers[2]["error"]["line"] == 5


def test_line_ends_of_windows_and_a_byte_order_mark_do_no_harm(evaluate) -> None:
    lines = [b"\xef\xbb\xbf" + line_of(scenario("a")) + b"\r", line_of(scenario("b")) + b"\r"]
    code, answers = evaluate(lines)
    assert code == 0
    assert [answer["decision"] for answer in answers] == ["allow", "allow"]


# --- two ways to read a line, one meaning


def spellings(written: Json) -> st.SearchStrategy[str]:
    """The same object, written in other ways that JSON allows."""
    return st.sampled_from(
        (
            json.dumps(written),
            json.dumps(written, separators=(",", ":")),
            json.dumps(dict(reversed(written.items())), ensure_ascii=False),
            " " + json.dumps(written, indent=1).replace("\n", "\t\r ") + " ",
            json.dumps(written).replace("policies", "polici\\u0065s"),
            '{"request": 1, "policies": {}, ' + json.dumps(written)[1:],
        )
    )


ODD_VALUES = (None, True, 1, 1.5, "", "x", [], ["x", 1], {}, {"$unknown": "L"}, {"x": None})
ODD_PLACES = (
    *(("request",), ("request", "principal"), ("request", "action"), ("request", "resource")),
    *(("request", "region"), ("request", "principal_account"), ("request", "context")),
    *(("request", "context", "aws:PrincipalArn"), ("request", "context", "aws:TagKeys")),
    *(("request", "unknown_context"), ("request", "odd"), ("organization",)),
    *(("organization", "id"), ("organization", "principal_in_org"), ("organization", "odd")),
    *(("policies",), ("policies", "identity"), ("policies", "scps"), ("policies", "odd"), ("odd",)),
)


@st.composite
def odd_scenarios(draw: st.DrawFn) -> Json:
    """A scenario, mostly with something where it is not expected."""
    written = draw(scenarios())
    *route, last = draw(st.sampled_from(ODD_PLACES))
    place = written
    for step in route:
        place = place.setdefault(step, {})
    if draw(st.integers(0, 3)):
        place[last] = draw(st.sampled_from(ODD_VALUES))
    elif last in place:
        del place[last]
    return written


@some
@given(st.data(), odd_scenarios())
def test_a_line_means_what_its_object_means(data: st.DataObject, written: Json) -> None:
    reader = LineReader()
    for _ in range(2):  # the second time the policies are known
        line = data.draw(spellings(written)).encode()
        try:
            expected = read_scenario(written)
        except ScenarioError as error:
            with pytest.raises(LineError) as raised:
                reader.read(line)
            assert (raised.value.message, raised.value.where) == (error.message, error.where)
            assert raised.value.at == error.at
        else:
            found = reader.read(line)
            assert found.request == expected.request
            assert found.engine.layers == expected.layers


@some
@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(lambda text: text.encode())))
def test_no_line_of_any_kind_breaks_the_reader(line: bytes) -> None:
    with pytest.raises(LineError):
        LineReader().read(line)


@some
@given(st.data(), scenarios())
def test_no_damage_to_a_line_breaks_the_reader(data: st.DataObject, written: Json) -> None:
    reader = LineReader()
    line = json.dumps(written).encode()
    reader.read(line)
    start = data.draw(st.integers(0, len(line)))
    cut = data.draw(st.integers(0, 8))
    damaged = line[:start] + data.draw(st.binary(max_size=3)) + line[start + cut :]
    try:
        expected = json.loads(damaged)
    except (ValueError, RecursionError):
        with pytest.raises(LineError):
            reader.read(damaged)
        return
    try:
        found = reader.read(damaged)
    except LineError:
        return
    scenario = read_scenario(expected)
    assert (found.request, found.engine.layers) == (scenario.request, scenario.layers)


def test_policies_that_come_again_are_read_and_compiled_once() -> None:
    reader = LineReader()
    first, second = (reader.read(line_of(scenario(id, region=id))) for id in ("a", "b"))
    assert first.engine is second.engine


def test_a_document_that_several_sets_of_policies_share_is_read_once() -> None:
    reader = LineReader()
    other = scenario()
    other["policies"]["scps"] = []
    first, second = (reader.read(line_of(one)) for one in (scenario(), other))
    assert first.engine is not second.engine
    assert first.engine.layers.identity.policies[0] is second.engine.layers.identity.policies[0]


def test_the_same_policy_is_a_trust_policy_on_a_role_only() -> None:
    trust = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}],
    }
    reader = LineReader()
    kinds = []
    for name in ("arn:aws:iam::1:role/r", "arn:aws:sqs:us-east-1:1:q", "arn:aws:iam::1:role/s"):
        written = {**scenario(resource=name), "policies": {"resource": trust}}
        (policy,) = reader.read(line_of(written)).engine.layers.resource.policies
        kinds.append(policy.kind)
    assert kinds == ["trust", "resource", "trust"]


# --- as a part of a pipe


def test_an_answer_comes_before_the_next_line_is_written() -> None:
    with program() as child:
        assert child.stdin and child.stdout
        for id in ("a", "b"):
            child.stdin.write(line_of(scenario(id)) + b"\n")
            child.stdin.flush()
            assert json.loads(child.stdout.readline())["id"] == id
        child.stdin.close()
        assert child.wait(10) == 0


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    lines = (line_of(scenario(n)) + b"\n" for n in range(20_000))
    with program() as child:
        assert child.stdin and child.stdout and child.stderr
        try:
            for line in lines:
                child.stdin.write(line)
                if not child.stdout.closed:
                    child.stdin.flush()
                    child.stdout.readline()
                    child.stdout.close()
        except BrokenPipeError:
            pass
        finally:
            child.stdin = None
        assert child.stderr.read() == b""
        assert child.wait(20) == 0


def _heeds_interruptions() -> None:
    """What a shell puts into the background ignores them, and so does what it starts in turn."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_interruption_is_told_by_its_exit_code() -> None:
    with program(preexec_fn=_heeds_interruptions) as child:
        assert child.stdin and child.stdout and child.stderr
        child.stdin.write(line_of(scenario("a")) + b"\n")
        child.stdin.flush()
        assert json.loads(child.stdout.readline())["id"] == "a"
        child.send_signal(signal.SIGINT)
        assert child.wait(10) == 130
        assert child.stderr.read().strip() == b"xacct-guard: interrupted"


PEAK = """
import sys
from xacct_guard.cli import main
code = main(["evaluate"])
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(status["VmHWM"].split()[0], file=sys.stderr)
sys.exit(code)
"""


def peak(lines: int) -> float:
    """MiB that a run over so many lines takes at most; no two lines ask the same."""
    written = json.dumps(scenario("ID", principal="arn:aws:sts::1:assumed-role/r/ID"))
    text = "\n".join(written.replace("ID", f"name-{n}") for n in range(lines))
    done = subprocess.run(
        [sys.executable, "-c", PEAK], input=text, capture_output=True, text=True, check=True
    )
    assert done.stdout.count("\n") == lines
    return int(done.stderr) / 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc to read the peak from")
def test_memory_stays_flat_however_long_the_input() -> None:
    assert peak(20_000) - peak(1_000) < 4


def test_decisions_go_to_files_as_well(evaluate, tmp_path) -> None:
    file = tmp_path / "decisions.ndjson"
    _, answers = evaluate([scenario("a"), scenario("b")], "-o", f"ndjson={file}")
    assert [json.loads(line) for line in file.read_text().splitlines()] == answers


def test_a_file_that_cannot_be_written_is_one_clear_error(evaluate, capsys, tmp_path) -> None:
    file = tmp_path / "no" / "such" / "folder.ndjson"
    code, answers = evaluate([scenario()], "-o", f"ndjson={file}")
    assert (code, answers) == (2, [])


def test_nothing_heavy_is_imported() -> None:
    script = "import sys; from xacct_guard.cli import main; main(['evaluate']); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps(scenario()),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(TESTS.parent / "src")},
    )
    loaded = {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}
    assert not loaded & {"boto3", "cfnlint", "policyuniverse", "pydantic", "rich", "yaml"}


# --- the schema of a line


@pytest.fixture
def schema(capsys) -> Json:
    assert main(["schema", "scenario"]) == 0
    return json.loads(capsys.readouterr().out)


def test_every_case_meets_the_schema(schema: Json) -> None:
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for case in (*shared_cases, *own_cases):
        assert not list(validator.iter_errors(case)), case["id"]


@some
@given(written=scenarios())
def test_every_generated_scenario_meets_the_schema(written: Json) -> None:
    file = TESTS.parent / "src/xacct_guard/iam/scenario.schema.json"
    Draft202012Validator(json.loads(file.read_text())).validate(written)


@pytest.mark.parametrize(
    "broken",
    [
        {"request": None},
        {"request": {"principal": "*", "action": "s3:GetObject"}},
        {"request": {**scenario()["request"], "ressource": "x"}},
        {"policies": {"identities": []}},
        {"policies": {"identity": 1}},
        {"policies": {"scps": "x"}},
        {"policies": {"kms_grants": [{}]}},
        {"policies": {"resource_settings": {"vpc_endpoint_type": "x"}}},
        {"organization": {"principal_in_org": "perhaps"}},
    ],
)
def test_what_the_reader_refuses_by_its_shape_fails_the_schema(schema: Json, broken: Json) -> None:
    written = {**scenario(), **broken}
    assert list(Draft202012Validator(schema).iter_errors(written))
    with pytest.raises(ScenarioError):
        read_scenario(written)
