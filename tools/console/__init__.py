"""What the documentation shows of a terminal, run again: CONTRIBUTING.md says how it is written."""
