"""Pages for people: find, apply, follow, keep."""
