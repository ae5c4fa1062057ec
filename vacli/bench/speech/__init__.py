"""What is said to what is measured: synthetic clips with known edges, and recordings of real people."""
