"""Pages of drawings and decision tables, and where a case stands on its own."""
