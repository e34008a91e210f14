"""What circles keep."""
