"""Write src/xacct_guard/redaction/sentences.txt: the plain words of every text in the code.

`python tools/own_words.py`. A redacted report keeps these where they stand in a sentence, and takes every other
word for a name. A list that is a little old makes such a report uglier, and tells nothing.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIST = ROOT / "src/xacct_guard/redaction/sentences.txt"
_WORD = re.compile(r"(?<![\w-])[a-z]+(?![\w-])")


def own_words() -> set[str]:
    """The words in small letters of all texts in the package and the rules, but for docstrings."""
    return {
        word
        for folder in (ROOT / "src/xacct_guard", ROOT / "rules")
        for file in folder.rglob("*.py")
        for text in _texts(ast.parse(file.read_text(encoding="utf-8")))
        for word in _WORD.findall(text)
    }


def _texts(tree: ast.Module) -> Iterator[str]:
    docstrings = {
        id(node.value.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from () if id(node.value) in docstrings else (node.value,)


if __name__ == "__main__":
    LIST.write_text(textwrap.fill(" ".join(sorted(own_words())), 110) + "\n", encoding="utf-8")
