"""What people told everyone on purpose: lessons, what circles pass on, and communities' pages."""
