"""What is understood about the user's own rooms and things, by Home Assistant's sentences."""
