"""Mine: a worker's own record. Its owner reads it, and whoever the owner shares an item with."""
