"""Proving one achievement to an outsider: a link that ends, showing just what its owner chose."""
