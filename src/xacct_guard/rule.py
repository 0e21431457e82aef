"""Placeholder; written with trace."""
