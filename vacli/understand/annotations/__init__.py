"""What a text says beside its intent: entities, sentiment, action items."""
