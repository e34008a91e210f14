"""A selection of one's own record to take along, for an application or a review."""
