"""Boards elsewhere: as pictures, on paper, on other pages and by mail, with the same numbers."""
