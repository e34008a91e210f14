"""What the organisation learned about itself: questions, published numbers and the ledger."""
