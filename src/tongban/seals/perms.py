"""Who may see, order and use seals."""
