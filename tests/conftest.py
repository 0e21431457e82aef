"""What holds for every test."""

import os

from hypothesis import settings

# A deadline measures the machine, not the code: these machines are shared.
settings.register_profile("xacct-guard", deadline=None)
settings.load_profile("xacct-guard")

# Text is wrapped to the width of the terminal, which is another one for each who runs the tests.
os.environ["COLUMNS"] = "100"
