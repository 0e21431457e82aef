"""What a terminal needs: the width of a text, colours, and frames of source. Needs spans only."""
