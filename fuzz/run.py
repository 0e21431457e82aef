"""`python -m fuzz.run TARGET FLAG… CORPUS`: one target under atheris, until its time is over or it breaks."""

from __future__ import annotations

import sys

import atheris

from .target import target_named


def main() -> None:
    """The flags are those of libFuzzer."""
    name, *flags = sys.argv[1:]
    with atheris.instrument_imports(include=["xacct_guard"], enable_loader_override=False):
        target = target_named(name)
        target.take(next(target.inputs()))  # what is imported only once it is needed
    atheris.Setup([sys.argv[0], *flags], target.hold)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
