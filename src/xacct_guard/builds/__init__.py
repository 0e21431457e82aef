"""Builds of CodeBuild: what a project asks for, whoever starts it.

Everything between taking on the role and the last command. Which source it fetches and where it puts what
it makes is another matter for a pipeline than for a build that is started by itself.
"""

from __future__ import annotations

from .build import Build, build_of
from .preparation import prepared
from .work import carried_out

__all__ = ["Build", "build_of", "carried_out", "prepared"]
