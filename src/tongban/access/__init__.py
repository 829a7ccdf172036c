"""Who may do what: roles of posts, agents of enterprises, and the record of each look at personal data."""
