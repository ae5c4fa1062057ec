"""Recordings to text, one or ten thousand: which files, at what time, on how many workers, and where the text goes."""
