"""What people do in circles: start one, come and go, and decide together."""
