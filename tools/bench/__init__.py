"""How quick Learnplan is, as ratios to the barest program that does the same on the same core."""
