"""One application by one person for one item (办件): its phases, clock, documents and trail."""
