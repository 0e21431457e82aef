"""Escalation: who can become more than they are, found on the graph."""
