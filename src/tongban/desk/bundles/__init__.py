"""Life events (一件事) at the counter and in the departments."""
