"""`python -m xacct_guard` is the command `xacct-guard`."""

from .cli import main

raise SystemExit(main())
