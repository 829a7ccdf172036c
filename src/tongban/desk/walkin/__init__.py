"""A person at the counter, taken in on the same screen."""
