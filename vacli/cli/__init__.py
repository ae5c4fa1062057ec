"""The terminal: one file a command. Arguments in, one call, one rendering out."""
