"""Webhooks: what other systems asked to be told, and what was told them."""
