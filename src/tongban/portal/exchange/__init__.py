"""What departments' own systems told of one's case."""
