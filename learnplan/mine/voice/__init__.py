"""What its owner says to everyone without their name: it waits here, and its key stays here."""
