"""Who may do what: roles of posts, agents of enterprises, and each look at personal data."""
