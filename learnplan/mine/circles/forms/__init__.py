"""What people say about circles and in them."""
