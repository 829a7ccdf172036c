"""Facts that others hear, and the names of audited acts."""
