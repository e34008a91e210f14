"""A lesson told to everyone on purpose, signed or not, after a look at exactly what they see."""
