"""How the folder `docs/` becomes the site of `make docs`."""
