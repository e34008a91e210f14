"""The front page: what is going on, and what is next."""
