"""The floor of the house: databases, the clock, who acts, and what can go wrong."""
