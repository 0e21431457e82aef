"""What each command tells: its answer in words, and as plain values for programs."""
