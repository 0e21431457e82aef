"""Definition languages that several formats carry: a pipeline structure, a state machine."""
