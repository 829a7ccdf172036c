"""Tables of seals."""
