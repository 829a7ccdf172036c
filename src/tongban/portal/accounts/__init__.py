"""Pages for signing in and up, changing the password, and choosing for whom one acts."""
