"""`xacct-guard`, and `python -m xacct_guard`: where the process begins.

Nothing is imported here that Python has not imported already, so that ctrl-C is met from the first moment on.
"""

import os
import sys

_INTERRUPTED = 130
"""As `cli.exits` has it, which may not be there yet."""


def main() -> int:
    """Run the command that the process is given; an interrupt is one line, also while importing."""
    try:
        from .cli import main as run

        return run()
    except KeyboardInterrupt:
        _say(b"xacct-guard: interrupted\n")
        return _INTERRUPTED


def _say(line: bytes) -> None:
    try:  # noqa: SIM105 - contextlib would have to be imported first
        os.write(2, line)
    except OSError:  # nobody listens
        pass


if __name__ == "__main__":
    # Python looks for modules in the folder it is started in first, which may be the one that is checked.
    if not sys.flags.safe_path and sys.path[:1] in ([""], [os.getcwd()]):  # noqa: PTH109 - as Python put it there
        del sys.path[0]
    raise SystemExit(main())
