"""Live accounts become a snapshot."""
