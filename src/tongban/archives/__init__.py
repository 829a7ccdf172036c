"""Electronic files of concluded cases (归档)."""
