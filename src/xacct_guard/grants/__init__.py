"""Least-privilege policies, generated and proven."""
