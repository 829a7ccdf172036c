"""Seals at the desk."""
