"""How one gets the result: the way, where it is, who may fetch it, that it came."""
