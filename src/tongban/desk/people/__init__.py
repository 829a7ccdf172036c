"""Whose account it is: seen at the counter from the person and his document."""
