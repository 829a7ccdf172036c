"""Pages of the licence types."""
