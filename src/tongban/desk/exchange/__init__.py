"""What departments' own systems were told, what did not reach them, and both sides' counts."""
