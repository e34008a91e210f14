"""What I make of it: reflections, free or prompted, and what led to what."""
