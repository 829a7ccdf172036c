"""What is right, without input or output."""
