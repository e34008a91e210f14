"""People, the tree of units, who belongs where, and who is signed in."""
