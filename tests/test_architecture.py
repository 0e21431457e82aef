"""What the layers cannot say: lists that must stay whole, names, sizes, and what an import costs."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "xacct_guard"
CONTRACTS = {
    contract["name"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
}
TOP = {
    each.stem
    for each in PACKAGE.iterdir()
    if each.suffix == ".py" or (each.is_dir() and (each / "__init__.py").exists())
} - {"__init__"}
SOURCES = sorted(
    each for folder in ("src", "rules", "tools") for each in (ROOT / folder).rglob("*.py")
)
HEAVY = {"boto3", "botocore", "cfnlint", "networkx", "policyuniverse", "pydantic", "rich", "yaml"}
READS = re.compile(r"catalogue\.(?:each|entry|entries|names)\((?:(__name__)|\"([\w.]+)\")")
NAMELESS = {"base", "common", "core", "helper", "helpers", "manager", "misc", "util", "utils"}

LONGEST = 60
LONGER = {
    ("src/xacct_guard/read/json.py", "read_document"): "a parser, one loop for its speed",
    ("src/xacct_guard/read/yaml.py", "_documents"): "a parser, one loop for its speed",
}
"""Functions that may be longer, by file and name, each with the reason: a table, a parser."""


def test_a_rule_may_import_no_module_but_the_facade():
    forbidden = CONTRACTS["a rule sees the facade and nothing else"]["forbidden_modules"]
    assert {name.removeprefix("xacct_guard.") for name in forbidden} == TOP - {"rule"}


def test_no_module_talks_to_aws_but_the_one_that_collects():
    silent = CONTRACTS["only collect talks to AWS"]["source_modules"]
    names = {name.removeprefix("xacct_guard.") for name in silent}
    assert names == TOP - {"cli", "collect", "__main__"}


def catalogued() -> set[str]:
    """The packages of which each file exports its entry: those that somebody reads through the catalogue."""
    found = set()
    for source in PACKAGE.rglob("*.py"):
        own = ".".join(source.parent.relative_to(PACKAGE.parent).parts)
        for is_own, other in READS.findall(source.read_text()):
            found.add(own if is_own else other)
    return found


def test_each_folder_of_siblings_has_a_contract_that_they_stand_alone():
    independent = {
        module
        for contract in CONTRACTS.values()
        if contract["type"] == "independence"
        for module in contract["modules"]
    }
    assert {f"{name}.*" for name in catalogued()} | {"rules.*"} <= independent


def test_importing_the_package_loads_nothing_heavy():
    script = "import sys, xacct_guard; print(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in answer.stdout.split()}
    assert "xacct_guard" in loaded
    assert HEAVY & loaded == set()


def importing(source: Path) -> Iterator[str]:
    """The top-level packages that a file imports as soon as it is imported itself."""
    for node in ast.parse(source.read_text()).body:
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize("library", sorted(HEAVY))
def test_no_module_imports_a_heavy_library_before_a_verb_needs_it(library):
    allowed = {
        "pydantic": {"config/shape.py"},  # itself imported only to read a configuration
        "cfnlint": {"cfn_lint_rules.py"},  # itself imported by cfn-lint only
    }
    importers = {each for each in PACKAGE.rglob("*.py") if library in importing(each)}
    assert {each.relative_to(PACKAGE).as_posix() for each in importers} == allowed.get(
        library, set()
    )


def test_nothing_is_named_for_having_no_home():
    names = {part for each in SOURCES for part in each.relative_to(ROOT).with_suffix("").parts}
    assert names & NAMELESS == set()


def test_no_two_files_of_tests_have_one_name():
    # pytest takes the second for the first where their folders are run together
    names = Counter(each.name for each in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []


def functions(source: Path) -> Iterator[tuple[str, int]]:
    """The functions of a file and how many lines each has, its docstring left out."""
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            prose = first.end_lineno - first.lineno + 1 if ast.get_docstring(node) else 0
            yield node.name, node.end_lineno - node.lineno + 1 - prose


def test_no_function_is_longer_than_a_screen_but_those_listed():
    long = {
        (str(source.relative_to(ROOT)), name)
        for source in SOURCES
        for name, lines in functions(source)
        if lines > LONGEST
    }
    assert long == LONGER.keys()
    assert all(LONGER.values())


TOLD = (ROOT / "docs" / "architecture.md").read_text("utf-8")


def test_the_architecture_names_every_package():
    named = {
        name.partition("/")[0].removesuffix(".py") for name in re.findall(r"`([\w/.]+)`", TOLD)
    }
    assert TOP - {"__main__"} - named == set()


def test_every_place_that_the_architecture_names_is_there():
    """Of a file that somebody is to write (the table of what to add) its folder is."""
    begin, end = TOLD.index("## One obvious place"), TOLD.index("`catalogue.py` is the only place")
    to_be_written = set(re.findall(r"`([\w/]+/[\w.]+)`", TOLD[begin:end]))
    paths = {
        each for each in re.findall(r"`([\w/.]+)`", TOLD) if "/" in each or each.endswith(".py")
    }
    names = {str(Path(each).parent) if each in to_be_written else each for each in paths}
    assert {
        each for each in names if not any((top / each).exists() for top in (PACKAGE, ROOT))
    } == set()
