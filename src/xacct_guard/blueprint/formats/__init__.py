"""One file per format in which policies are written to be deployed; its name is the format's name."""
