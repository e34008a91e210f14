"""A worker's answers to pulse questions, and the unsigned signals they are behind."""
