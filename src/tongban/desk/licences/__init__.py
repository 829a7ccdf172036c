"""Licences at the desk: their types, the library of the office."""
