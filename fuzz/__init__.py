"""Fuzzing: inputs that coverage leads to, for every reader and for what decides.

`make fuzz` (or `python -m fuzz`) runs each file of `targets` for a while; `FUZZ_SECONDS` is for how long, each.
What breaks one is kept in `found/TARGET/`, and is a test from then on (`tests/test_fuzz_found.py`).
"""
