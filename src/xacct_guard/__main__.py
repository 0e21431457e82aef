"""`python -m xacct_guard` is the command `xacct-guard`.

Python looks for modules in the folder it is started in first, which may be the one that is checked.
"""

import os
import sys

if not sys.flags.safe_path and sys.path[:1] in ([""], [os.getcwd()]):  # noqa: PTH109 - as Python put it there
    del sys.path[0]

from .cli import main

raise SystemExit(main())
