"""Small organizations drawn at random, with much that is rare in real ones."""
