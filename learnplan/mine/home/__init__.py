"""The roof of Mine: today, what is next, and what others opened to me."""
