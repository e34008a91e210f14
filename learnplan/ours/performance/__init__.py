"""How the organisation performs: indicators by unit and period, the same for everyone."""
