"""Text between machine and person: words for the ear, clauses, normalisation. No engine, no device."""
