"""A whole record as one archive: written to disk as it is read, and opened with distrust."""
