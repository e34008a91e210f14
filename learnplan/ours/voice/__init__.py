"""What people ask for and what management answers and promises, in front of everyone."""
