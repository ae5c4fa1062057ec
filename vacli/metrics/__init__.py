"""How long turns took in use: told by the bus, kept in SQLite, summed up. Numbers and names only, never a word."""
