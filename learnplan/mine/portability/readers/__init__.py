"""One module for each kind of log that people keep, and the few things they share."""
