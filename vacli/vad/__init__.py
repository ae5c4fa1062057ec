"""Voice activity detection: how likely a frame holds speech."""
