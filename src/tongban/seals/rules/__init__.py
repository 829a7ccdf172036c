"""Decisions and structures of seals; nothing here touches Django, SQL, the clock or the network."""
