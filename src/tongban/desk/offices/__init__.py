"""Departments: another name from a day on, going up in another one (并入)."""
