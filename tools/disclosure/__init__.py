"""What can be learned about one person: from an ordinary dashboard, and from the gate's numbers."""
