"""What exists, and how its parts refer to each other."""
