"""One file per target; it exports `TARGET`."""
