"""Pages for staff: take in, examine, decide, supervise."""
