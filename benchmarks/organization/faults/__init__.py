"""The faults, by what is wrong: each with the smallest change by which it is right."""

from __future__ import annotations

from . import deployments, doors, handshakes, openings

FAULTS = (*handshakes.FAULTS, *doors.FAULTS, *openings.FAULTS, *deployments.FAULTS)
