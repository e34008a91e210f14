"""What left a worker's record, who looked at it, and what came in: its owner's own journal."""
