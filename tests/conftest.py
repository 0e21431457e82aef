"""What holds for every test."""

from hypothesis import settings

# A deadline measures the machine, not the code: these machines are shared.
settings.register_profile("xacct-guard", deadline=None)
settings.load_profile("xacct-guard")
