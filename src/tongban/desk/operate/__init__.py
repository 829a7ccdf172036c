"""What the operator looks after: systems that call in, messages and work that failed."""
