"""One line to find what everyone can read in Ours; it keeps nothing, not even what was asked."""
