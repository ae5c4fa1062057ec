"""When does a turn end: policies of endpointing over the same record."""
