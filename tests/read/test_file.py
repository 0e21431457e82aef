"""A file that cannot be read is one clear error; one that can is kept exactly as it is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unprivileged import unprivileged
from xacct_guard.errors import InputError
from xacct_guard.read import read, read_text

ROOT = Path(__file__).parents[2]
READING = """
import sys
from xacct_guard.errors import InputError
from xacct_guard.read import read_text
try:
    read_text(sys.argv[1])
except InputError as error:
    print(error)
"""


def wrong(path: Path | str) -> InputError:
    with pytest.raises(InputError) as caught:
        read_text(path)
    error = caught.value
    assert error.at is not None
    assert error.at.source.name == str(path)
    assert error.help
    return error


@pytest.mark.parametrize(
    "data",
    [b"\xef\xbb\xbfa: 1\r\n", "é😀\u2028\r".encode(), b"\r\n"],
    ids=ascii,
)
def test_line_ends_and_the_byte_order_mark_are_kept(tmp_path: Path, data: bytes):
    (tmp_path / "a.yaml").write_bytes(data)
    assert read_text(tmp_path / "a.yaml").text.encode() == data


def test_a_byte_order_mark_is_no_part_of_the_document(tmp_path: Path):
    for name, data in (("a.yaml", b"\xef\xbb\xbfa: 1"), ("a.json", b'\xef\xbb\xbf{"a": 1}')):
        (tmp_path / name).write_bytes(data)
        assert read(read_text(str(tmp_path / name))).get("a") is not None


def test_a_file_that_is_not_there(tmp_path: Path):
    assert wrong(tmp_path / "none.yaml").message == "there is no such file"


def test_a_directory(tmp_path: Path):
    assert "directory" in wrong(tmp_path).message


def test_a_path_through_a_file(tmp_path: Path):
    (tmp_path / "a").write_text("x")
    assert "cannot be read: not a directory" in wrong(tmp_path / "a" / "b").message


def test_a_name_that_no_file_has(tmp_path: Path):
    assert "too long" in wrong(tmp_path / ("x" * 5000)).message
    assert "not one that a file can have" in wrong("a\0b").message


def test_a_file_that_may_not_be_read(tmp_path: Path):
    path = tmp_path / "a.yaml"
    path.write_text("a: 1")
    path.chmod(0)
    command = [*unprivileged(), sys.executable, "-c", READING, str(path)]
    paths = {"PYTHONPATH": str(ROOT / "src")}
    told = subprocess.run(
        command, env={**os.environ, **paths}, capture_output=True, text=True, check=True
    )
    assert told.stdout.startswith(f"{path}: ")
    assert "may not be read (help: " in told.stdout


def test_an_empty_file(tmp_path: Path):
    (tmp_path / "a.yaml").touch()
    assert "empty" in wrong(tmp_path / "a.yaml").message


def test_a_file_without_end():
    with pytest.raises(InputError, match="larger than 1 MB"):
        read_text("/dev/zero", 1024 * 1024)


@pytest.mark.parametrize(
    ("data", "line", "column", "says"),
    [
        (b"a: \xf3", 1, 4, "byte 3 is 0xf3"),
        ("é: 1\r\nb😀: ".encode() + b"\xe9\n", 2, 5, "byte 14 is 0xe9"),
        (b"\ra\r\n\xc3", 3, 1, "byte 4 is 0xc3"),
        (b"\xed\xa0\x80", 1, 1, "byte 0 is 0xed"),
    ],
)
def test_bytes_that_are_not_utf8_are_named(tmp_path: Path, data, line, column, says):
    (tmp_path / "a.yaml").write_bytes(data)
    error = wrong(tmp_path / "a.yaml")
    assert says in error.message
    assert (error.at.line, error.at.column) == (line, column)
    assert error.help == "save it as UTF-8"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
def test_other_encodings_are_named(tmp_path: Path, encoding: str):
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    (tmp_path / "a.yaml").write_bytes(mark + "a: 1".encode(encoding))
    assert "UTF-16" in wrong(tmp_path / "a.yaml").message
