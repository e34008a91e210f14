"""Programs for those who work on Learnplan itself."""
