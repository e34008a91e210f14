"""Who may read what: one item shared with one person, until a day or until taken back."""
