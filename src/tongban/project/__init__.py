"""Settings, URLs, assembly and the command line; no decisions."""
