"""Seals at the desk: their life, their use, and what they were used for."""
