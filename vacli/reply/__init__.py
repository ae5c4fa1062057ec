"""What to answer: a skill, or the language model."""
