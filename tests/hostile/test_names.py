"""Whatever strangers call their things: no output does harm where it is shown or read, and all stay readable.

Every command, in every format, on an estate in which everything has such a name (`tests/hostile/names.py`).
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from tests.hostile.names import MARKS, NAMES, write
from xacct_guard.cli import main
from xacct_guard.read.hcl import read_body
from xacct_guard.span import Source

Neutral = Callable[[str], object]
SCENARIOS = "".join(
    json.dumps(
        {"id": name, "request": {"principal": name, "action": "s3:GetObject", "resource": name}}
    )
    + "\n"
    for name in NAMES.values()
)


def plain(text: str) -> None:
    """Nothing moves a cursor, turns text round or is a command of a CI server."""
    strange = {char for char in text if char != "\n" and not char.isprintable()}
    assert strange == set()
    for line in text.splitlines():
        assert not re.match(r"\s*::\w", line), line
        assert "##[" not in line, line


def as_json(text: str) -> None:
    plain(text)
    json.loads(text)


def as_lines_of_json(text: str) -> None:
    plain(text)
    for line in text.splitlines():
        json.loads(line)


def as_sarif(text: str) -> None:
    as_json(text)
    for result in json.loads(text)["runs"][0]["results"]:
        for place in result["locations"]:
            uri = place["physicalLocation"]["artifactLocation"]["uri"]
            assert re.fullmatch(r"[\w.~%!$&'()*+,;=:@/-]+", uri, re.ASCII), uri
        assert "markdown" not in result["message"]


def as_xml(text: str) -> None:
    plain(text)
    for element in ET.fromstring(text).iter():
        assert element.tag.rpartition("}")[2] in {
            *("testsuites", "testsuite", "testcase", "properties", "system-out", "system-err"),
            *("failure", "error", "skipped", "graphml", "key", "graph", "node", "edge", "data"),
        }


def as_commands(text: str) -> None:
    """Only our own annotations, each on one line, begin as commands do."""
    assert {char for char in text if char != "\n" and not char.isprintable()} == set()
    for line in text.splitlines():
        if not line.lstrip().startswith("::"):
            assert "##[" not in line
        else:
            assert re.match(
                r"::(error|warning|notice) [\w=,./%() :\[\]<>'\"`*!@#$&;+|\\?^{}~-]*", line
            )
            assert line.count("::") >= 2
            assert not line.startswith(("::set-output", "::stop-commands", "::add-mask"))


def as_markdown(text: str) -> None:
    """Outside of code nothing is a link, an image, a tag but ours, a mention or a reference."""
    plain(text)
    without_code = re.sub(r"(?ms)^(`{3,}).*?^\1$", "", text)
    without_code = re.sub(r"<code>[^<]*</code>", "", without_code)
    without_code = re.sub(r"`[^`\n]*`", "", without_code)
    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z!][\w-]*)", without_code))
    assert tags <= {"details", "summary", "code", "br", "sub"}, tags
    assert not re.search(r"(?<!\\)\]\(\s*(?:javascript|http)", without_code)
    assert "http://evil" not in without_code
    assert not re.search(r"(?<![\w&;])@octocat", without_code)
    assert not re.search(r"(?<![\w&\\])#123\b", without_code)


class Tags(HTMLParser):
    """What a browser would run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)
        self.found += [name for name, _ in attrs if name.startswith("on")]
        self.found += [v for k, v in attrs if k in ("href", "src") and v and "script:" in v]


def as_html(text: str) -> None:
    parser = Tags()
    parser.feed(text)
    assert parser.found.count("script") == text.count("<script")
    assert not {"img", "iframe", "object"} & set(parser.found)
    assert not [found for found in parser.found if found.startswith(("on", "javascript:"))]
    assert "alert(1)<" not in text.replace("\\u003c", "")


def as_mermaid(text: str) -> None:
    plain(text)
    assert "<script" not in text
    assert not re.search(r"(?m)^\s*(click|%%)", text)


def as_dot(text: str) -> None:
    plain(text)
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "", text)
    assert re.fullmatch(r"[\w\s{}\[\]=,;>-]*", bare)


class _Loader(yaml.SafeLoader):
    """Tags of CloudFormation mean nothing here."""


_Loader.add_multi_constructor("!", lambda loader, suffix, node: f"!{suffix}")


def as_yaml(text: str) -> None:
    plain(text)
    for document in yaml.load_all(text, _Loader):
        made = ((document or {}).get("Resources") or {}).values()
        assert "AWS::IAM::User" not in {each["Type"] for each in made}


def as_hcl(text: str) -> None:
    plain(text)
    read_body(Source("x.tf", text))
    text = re.sub(r"(?m)^ *#.*$", "", text)
    assert not re.search(r"(?<!\$)\$\{file\(", text)
    assert not re.search(r"(?<!%)%\{ for", text)


@dataclass(frozen=True, slots=True)
class Output:
    """A command and its format, what must not be in what it prints, and the names that it has to show."""

    arguments: tuple[str, ...]
    neutral: Neutral = plain
    shows: frozenset[str] = frozenset(MARKS)


NONE: frozenset[str] = frozenset()
OUTPUTS = {
    "check full": Output(("check", ".", "--format", "full")),
    "check verbose": Output(("check", ".", "--format", "full", "--verbose")),
    "check concise": Output(("check", ".", "--format", "concise")),
    "check json": Output(("check", ".", "--format", "json"), as_json),
    "check sarif": Output(("check", ".", "--format", "sarif"), as_sarif),
    "check junit": Output(("check", ".", "--format", "junit"), as_xml),
    "check github": Output(("check", ".", "--format", "github"), as_commands, NONE),
    "check gitlab": Output(("check", ".", "--format", "gitlab"), as_json),
    "check markdown": Output(("check", ".", "--format", "markdown"), as_markdown),
    "check html": Output(("check", ".", "--format", "html"), as_html),
    "simulate full": Output(("simulate", ".")),
    "simulate markdown": Output(("simulate", ".", "--format", "markdown"), as_markdown),
    "simulate mermaid": Output(("simulate", ".", "--format", "mermaid"), as_mermaid),
    "simulate json": Output(("simulate", ".", "--format", "json"), as_json),
    "graph mermaid": Output(("graph", "."), as_mermaid),
    "graph dot": Output(("graph", ".", "--format", "dot"), as_dot),
    "graph graphml": Output(("graph", ".", "--format", "graphml"), as_xml),
    "graph json": Output(("graph", ".", "--format", "json"), as_json),
    "who-can": Output(("who-can", "s3:GetObject", "x/Bucket3/k", "."), plain, NONE),
    "generate json": Output(("generate", "."), as_json),
    "generate cloudformation": Output(("generate", ".", "--format", "cloudformation"), as_yaml),
    "generate terraform": Output(("generate", ".", "--format", "terraform"), as_hcl),
    "fix": Output(("fix", "."), plain, NONE),
    "fix --diff": Output(("fix", ".", "--diff", "--unsafe"), lambda _: None, NONE),
    "fix json": Output(("fix", ".", "--diff", "--format", "json"), as_json, NONE),
    "diff": Output(("diff", "empty", ".")),
    "diff markdown": Output(("diff", "empty", ".", "--format", "markdown"), as_markdown, NONE),
    "diff json": Output(("diff", "empty", ".", "--format", "json"), as_json),
    "baseline": Output(("baseline", "update", "."), plain, NONE),
    "init": Output(("init", ".", "--into", "-"), as_yaml, NONE),
    "evaluate": Output(("evaluate",), as_lines_of_json),
}


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("names") / "estate"
    write(folder)
    (folder / "empty").mkdir()
    (folder / "empty/t.yaml").write_text("Resources: {T: {Type: AWS::SNS::Topic}}\n")
    return folder


@pytest.mark.parametrize("what", OUTPUTS)
def test_no_name_does_harm_and_every_name_is_read(
    what: str,
    estate: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    output = OUTPUTS[what]
    monkeypatch.chdir(estate)
    with (tmp_path / "in").open("w+") as stdin:
        stdin.write(SCENARIOS)
        stdin.seek(0)
        monkeypatch.setattr("sys.stdin", stdin)
        main(list(output.arguments))
    told = capsys.readouterr()
    plain(told.err)
    assert "internal error" not in told.err
    assert "Traceback" not in told.err
    output.neutral(told.out)
    assert {what for what, mark in MARKS.items() if mark not in told.out} & output.shows == set()


def test_a_patch_is_exact_for_programs_and_harmless_on_a_terminal(
    estate: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(estate)
    main(["fix", ".", "--diff", "--unsafe", "--quiet"])
    exact = capsys.readouterr().out
    assert "zq" in exact
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    main(["fix", ".", "--diff", "--unsafe", "--quiet", "--no-color"])
    shown = capsys.readouterr().out
    assert {char for char in shown if char != "\n" and not char.isprintable()} == set()


@pytest.mark.parametrize("format", ["json", "cloudformation", "terraform"])
def test_no_name_leads_a_generated_file_out_of_its_folder(
    format: str, estate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(estate)
    main(["generate", ".", "--format", format, "--into", str(tmp_path / "a/b/c/d/e/out")])
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert files
    for file in files:
        assert file.is_relative_to(tmp_path / "a/b/c/d/e/out")
        assert re.fullmatch(r"[\w.@+=-]+", file.name, re.ASCII), file.name
        if file.suffix == ".md":
            as_markdown(file.read_text().replace("##[", ""))  # a file, and no line of a log
