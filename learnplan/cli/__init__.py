"""The ``learnplan`` command: installing, serving, and bringing files in."""
