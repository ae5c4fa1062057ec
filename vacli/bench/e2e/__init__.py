"""From the true end of speech to the first audible sample of the answer: whole conversations in real time."""
