"""A case at the counter: looked at, accepted, sent back once, refused, taken back."""
