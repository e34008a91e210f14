"""A worker's whole record as plain rows: said in one order, and taken back through checks."""
