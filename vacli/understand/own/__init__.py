"""Sentences that the user's files and other packages add: checked, measured, and merged into a language."""
