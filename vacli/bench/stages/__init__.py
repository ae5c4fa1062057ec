"""One stage alone."""
