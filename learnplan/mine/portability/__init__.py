"""Portability: a worker's record comes in whole from wherever it was kept, and leaves as easily."""
