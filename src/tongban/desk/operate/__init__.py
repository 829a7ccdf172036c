"""What the operator looks after: messages that did not arrive, work that failed."""
