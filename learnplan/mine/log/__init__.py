"""What a worker did and noticed: activities, captured in seconds, made sense of later."""
