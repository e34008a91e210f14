"""Pages of the directory: the door itself, and who works here."""
