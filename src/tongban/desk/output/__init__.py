"""统一出件: what waits at the counter, is handed over, is on its way, or came back."""
