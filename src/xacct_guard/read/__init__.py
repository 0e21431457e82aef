r"""READ: text -> Node. YAML and JSON; the only place that gives a value its span.

Lines end at `\n`, `\r\n` or `\r` and count from 1; columns are characters of the text as it was
decoded (a byte order mark is one). A span's end is exclusive, so its slice is the value's own text.
"""

from __future__ import annotations

from .document import read, read_all
from .embedded import read_embedded
from .file import decode, read_bytes, read_text
from .value import Raw, read_value

__all__ = [
    "Raw",
    "decode",
    "read",
    "read_all",
    "read_bytes",
    "read_embedded",
    "read_text",
    "read_value",
]
