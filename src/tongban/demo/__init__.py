"""A small area laid down through services, so that its states are always legal."""
