"""Live accounts become a snapshot: the only place that talks to AWS, and it only asks.

What may be asked stands in `live` and in `reach.py`; `guard.py` holds every client to it.
"""
