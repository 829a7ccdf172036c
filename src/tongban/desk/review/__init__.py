"""A case under review: opinions, decisions, special procedures."""
