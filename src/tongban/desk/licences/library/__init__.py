"""Pages of the licence library."""
