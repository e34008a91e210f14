"""The gate: the only room that opens both databases, to publish a protected number."""
