"""What is done here and how it changes: what people told everyone, probes and procedures."""
