"""What people do with the directory: join, move, lead, and come in by the door."""
